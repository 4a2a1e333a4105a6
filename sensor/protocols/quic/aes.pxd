cimport cython

cdef int AES_BLOCK, AES_POLYNOMIAL, AES_ROUNDS, KEY_WORDS, WORDS

cdef class BlockCipher:
    cdef bytes substitute
    cdef unsigned int[::1] column, words
    cdef public unsigned char[::1] block

    @cython.locals(words="unsigned int[::1]", table=bytes, at=int, constant=int, turned=int, last="unsigned int")
    cpdef int set_key(self, const unsigned char[::1] key) except -1
    @cython.locals(words="unsigned int[::1]", at=int, a="unsigned int", b="unsigned int", c="unsigned int", d="unsigned int", e="unsigned int",
                   f="unsigned int", g="unsigned int")
    cpdef int encrypt(self, const unsigned char[::1] data, Py_ssize_t pos) except -1
    @cython.locals(column="unsigned int[::1]", first="unsigned int", second="unsigned int", third="unsigned int", fourth="unsigned int")
    cdef unsigned int mixed(self, unsigned int a, unsigned int b, unsigned int c, unsigned int d) except? 1
    @cython.locals(table=bytes)
    cdef unsigned int last(self, unsigned int a, unsigned int b, unsigned int c, unsigned int d) except? 1
    cdef unsigned int joined(self, unsigned int a, unsigned int b, unsigned int c, unsigned int d) except? 1
    cdef unsigned int word(self, const unsigned char[::1] data, Py_ssize_t pos) except? 1
    cdef int put(self, int at, unsigned int column) except -1

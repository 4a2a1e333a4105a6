cimport cython

cdef int MAX_WIRE, MAX_POINTERS, NAME_CUT, NAME_BAD, DOT, BACKSLASH
cdef bytes HEX, _LOWERED
cdef const unsigned char *LOWERED

cdef class Name:
    cdef public unsigned char[::1] text
    cdef public Py_ssize_t length
    cdef public bint plain

    @cython.locals(at=Py_ssize_t)
    cdef int put(self, unsigned char byte, int in_label) except -1
    @cython.locals(length=size_t, at=size_t, byte="unsigned char")
    cdef int put_all(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int in_label) except -1
    @cython.locals(after=Py_ssize_t, target=Py_ssize_t, size=int, wire=int, pointers=int)
    cpdef Py_ssize_t read_dns(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t start, Py_ssize_t end) except? -9
    cpdef Py_ssize_t read_text(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

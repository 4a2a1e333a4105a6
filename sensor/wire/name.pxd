cimport cython

cdef int MAX_WIRE, MAX_POINTERS, NAME_CUT, NAME_BAD, DOT, BACKSLASH
cdef bytes HEX

cdef class Name:
    cdef public unsigned char[::1] text
    cdef public Py_ssize_t length
    cdef public bint plain

    @cython.locals(at=Py_ssize_t)
    cdef int put(self, int byte, int in_label) except -1
    @cython.locals(after=Py_ssize_t, target=Py_ssize_t, at=Py_ssize_t, size=int, wire=int, pointers=int)
    cpdef Py_ssize_t read_dns(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t start, Py_ssize_t end) except? -9
    @cython.locals(at=Py_ssize_t)
    cpdef Py_ssize_t read_text(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

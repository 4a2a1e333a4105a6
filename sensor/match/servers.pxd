cimport cython

cdef class ServerTable:
    cdef readonly unsigned int[::1] starts4
    cdef readonly unsigned long long[::1] starts6
    cdef unsigned long long[::1] lower6
    cdef readonly unsigned int[::1] spans4
    cdef readonly unsigned int[::1] spans6
    cdef readonly unsigned int[::1] port_from
    cdef readonly unsigned int[::1] port_to
    cdef readonly unsigned int[::1] protos
    cdef readonly unsigned int[::1] rules
    cdef readonly Py_ssize_t everywhere

    @cython.locals(i=Py_ssize_t)
    cpdef bint wants(self, const unsigned char[::1] data, Py_ssize_t pos, int length, unsigned int port, unsigned int proto) except? -1

    @cython.locals(i=Py_ssize_t, row=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t)
    cpdef list find(self, bytes packed, unsigned int port, unsigned int proto)

    cdef Py_ssize_t _accepted(self, Py_ssize_t i, Py_ssize_t end, unsigned int port, unsigned int proto) except -1

    @cython.locals(high=cython.ulonglong, low=cython.ulonglong, i=Py_ssize_t)
    cdef Py_ssize_t _segment(self, const unsigned char[::1] data, Py_ssize_t pos, int length) except? -1

    @cython.locals(low=Py_ssize_t, high=Py_ssize_t, middle=Py_ssize_t)
    cdef Py_ssize_t _find4(self, unsigned long long address) except? -1

    @cython.locals(low=Py_ssize_t, high=Py_ssize_t, middle=Py_ssize_t, start=cython.ulonglong)
    cdef Py_ssize_t _find6(self, unsigned long long upper, unsigned long long lower) except? -1

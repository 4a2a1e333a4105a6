cimport cython

cdef class Batch:
    cdef public const unsigned char[::1] data
    cdef public long long[::1] offset
    cdef public long long[::1] caplen
    cdef public long long[::1] wirelen
    cdef public long long[::1] ts
    cdef public int[::1] link
    cdef public int[::1] iface
    cdef public int[::1] tag
    cdef public Py_ssize_t count
    cdef public long long first_frame

    cpdef start(self, const unsigned char[::1] data, long long first_frame)
    @cython.locals(i=Py_ssize_t)
    cpdef Py_ssize_t add(self, long long offset, long long caplen, long long wirelen, long long ts, int link, int iface) except -1

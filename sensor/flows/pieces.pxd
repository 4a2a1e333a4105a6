cimport cython

cdef class Pieces:
    cdef public list parts
    cdef public Py_ssize_t held
    cdef public long long end

    @cython.locals(found=list, at="long long", end="long long", begin="long long", part=bytes)
    cpdef list fresh(self, long long start, bytes data)
    cpdef put(self, long long start, bytes data)
    @cython.locals(data=bytes)
    cpdef bytes pop_first(self)
    @cython.locals(start="long long", data=bytes, whole=bytearray)
    cpdef bytes joined(self)

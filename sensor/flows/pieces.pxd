cimport cython

cdef class Pieces:
    cdef public list parts
    cdef public Py_ssize_t held

    @cython.locals(found=list, at="long long", end="long long", begin="long long", part=bytes)
    cpdef list fresh(self, long long start, bytes data)
    cpdef put(self, long long start, bytes data)
    @cython.locals(data=bytes)
    cpdef bytes pop_first(self)

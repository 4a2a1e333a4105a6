cimport cython

cdef int CLIENT_HELLO
cdef Py_ssize_t HANDSHAKE_HEADER, MAX_CRYPTO, MAX_PIECES
cdef unsigned int VERSION_Q050

cdef class CryptoStream:
    cdef public bytearray buffer
    cdef public list starts, stops
    cdef public Py_ssize_t ready

    @cython.locals(stop="long long")
    cpdef bint add(self, long long offset, bytes piece) except -1
    @cython.locals(first=Py_ssize_t, at=Py_ssize_t, start="long long", place="long long", stop="long long")
    cdef insert(self, long long offset, bytes piece)

@cython.locals(data=bytearray, size=Py_ssize_t)
cpdef Py_ssize_t lacking(CryptoStream hello, unsigned int version) except *

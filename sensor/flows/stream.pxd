cimport cython
from sensor.flows.pieces cimport Pieces
from sensor.wire.copy cimport copied
from sensor.wire.sequence cimport distance, wrapped

cdef int STREAM_FULL, STREAM_OK
cdef Py_ssize_t PENDING_BYTES, PENDING_SEGMENTS, STREAM_BYTES

cdef class Stream:
    cdef public long long base, position
    cdef public bytearray buffer
    cdef public Pieces pending
    cdef public int state
    cdef public Py_ssize_t read_to
    cdef public object origin

    @cython.locals(after="long long", start="long long", at="long long", whole=bytes, part=bytes)
    cpdef int add(self, long long seq, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
    cpdef int take(self, long long start, bytes part) except -1
    @cython.locals(start="long long", behind="long long", part=bytes)
    cpdef close_gaps(self)
    cpdef consume(self, Py_ssize_t count)
    cpdef Py_ssize_t held(self) except -1

cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.stream cimport Stream

cdef int STATE_HTTP, STREAM_OK, STREAM_OVERHEAD
cdef Py_ssize_t MAX_METHOD

cdef class Streams:
    cdef public dict table
    cdef public long long held

    @cython.locals(stream=Stream)
    cpdef Stream open(self, Packet packet, long long base, int state)
    cpdef Stream find(self, unsigned long long flow, int direction)
    @cython.locals(before=Py_ssize_t, status=int)
    cpdef bint add(self, Stream stream, long long seq, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
    @cython.locals(start=Py_ssize_t)
    cpdef bint worth_reading(self, Stream stream) except -1
    cpdef unread(self, Stream stream, Py_ssize_t need=*)
    @cython.locals(before=Py_ssize_t)
    cpdef consume(self, Stream stream, Py_ssize_t count)
    @cython.locals(stream=Stream)
    cpdef Stream close(self, unsigned long long flow, int direction)
    cpdef Stream make_room(self)
    @cython.locals(stream=Stream)
    cpdef Stream pop(self)

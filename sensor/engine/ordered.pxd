cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.heads cimport HeadReader
from sensor.engine.streams cimport Streams
from sensor.flows.stream cimport Stream
from sensor.wire.sequence cimport distance, wrapped

cdef int FLOW_STREAM_0, FLOW_STREAM_1, NO_SLOT, STATE_DONE, STATE_HTTP, STATE_SERVER, STATE_START

cdef class OrderedReader(HeadReader):
    cdef public Streams streams

    cdef int expect(self, Py_ssize_t slot, int direction, int state, long long seq) except? -1
    @cython.locals(kind=int)
    cdef int loose_data(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(expected="unsigned int", behind="long long", pos=Py_ssize_t, used=Py_ssize_t)
    cdef int ordered_data(self, Packet packet, Py_ssize_t slot, int state) except? -1
    @cython.locals(behind="unsigned int", expected="unsigned int")
    cdef int skip_cut(self, Packet packet, Py_ssize_t slot, int state) except? -1
    @cython.locals(expected="unsigned int")
    cdef int cut_short(self, Packet packet, Py_ssize_t slot, int state, Py_ssize_t pos) except? -1
    cdef Stream open_stream(self, Packet packet, Py_ssize_t slot, long long base, int state)
    @cython.locals(stream=Stream)
    cdef int keep_rest(self, Packet packet, Py_ssize_t slot, long long base, int state, Py_ssize_t pos) except? -1
    @cython.locals(state=int)
    cdef int stream_data(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(dropped=Stream)
    cdef int make_room(self) except? -1
    @cython.locals(stream=Stream)
    cdef int feed(self, Packet packet, Py_ssize_t slot, long long seq, Py_ssize_t pos) except? -1
    cdef int overflow(self, Packet packet, Py_ssize_t slot, Stream stream) except? -1
    @cython.locals(used=Py_ssize_t, state=int, first=bint)
    cdef int drain(self, Packet packet, Py_ssize_t slot, Stream stream) except? -1
    cdef int close_stream(self, Packet packet, Py_ssize_t slot, int state, long long seq) except? -1
    @cython.locals(stream=Stream)
    cpdef give_up(self, unsigned long long flow, int direction, Py_ssize_t slot)
    cdef abandon(self, Stream stream, Py_ssize_t slot)

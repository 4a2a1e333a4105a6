cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.heads cimport HeadReader
from sensor.engine.observer cimport Observer
from sensor.engine.tally cimport Tally
from sensor.flows.table cimport FlowTable
from sensor.match.servers cimport ServerTable
from sensor.wire.sequence cimport distance, wrapped

cdef int TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
cdef int FLOW_ANSWERED, FLOW_CLIENT_1, FLOW_CLIENT_KNOWN, FLOW_HEAD_0, FLOW_HEAD_1, FLOW_SEEN_0, FLOW_SEEN_1
cdef int FLOW_STREAM_0, FLOW_STREAM_1, FLOW_SYN, FLOW_TCP, FLOW_WATCHED
cdef int STATE_DONE, STATE_HTTP, STATE_OPEN, STATE_SERVER, STATE_START
cdef int NO_SLOT, CLIENT, SERVER, SIDE_UNKNOWN, TCP_PORT, REPEATED_SYN, FLOW_FINISHED

cdef class TcpReader(HeadReader):
    cdef public object streams, payloads
    cdef public bytes payload_ports
    cdef public ServerTable to_server, from_server

    cpdef look_at(self, object table)

    @cython.locals(table=FlowTable, direction=int, seen=int, flags=int, state=int)
    cpdef int packet(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, flags=int, state=int, side=int, length=int, base="unsigned int", data="const unsigned char[::1]")
    cdef int first_bytes(self, Packet packet, Py_ssize_t slot, int head) except? -1
    @cython.locals(table=FlowTable, first="unsigned int", repeated=int)
    cdef int control(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, state=int, behind="long long")
    cdef bint ports_used_again(self, Packet packet, Py_ssize_t slot, unsigned int first) except -1
    @cython.locals(table=FlowTable, direction=int)
    cdef int forget(self, Packet packet, Py_ssize_t slot) except? -1
    cdef int expect(self, Py_ssize_t slot, int direction, int state, long long seq) except? -1
    @cython.locals(kind=int)
    cdef int loose_data(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(expected="unsigned int", behind="long long", pos=Py_ssize_t, used=Py_ssize_t)
    cdef int ordered_data(self, Packet packet, Py_ssize_t slot, int state) except? -1
    @cython.locals(behind="unsigned int", expected="unsigned int")
    cdef int skip_cut(self, Packet packet, Py_ssize_t slot, int state) except? -1
    @cython.locals(expected="unsigned int")
    cdef int cut_short(self, Packet packet, Py_ssize_t slot, int state, Py_ssize_t pos) except? -1
    cdef int open_stream(self, Packet packet, Py_ssize_t slot, long long base, int state, Py_ssize_t pos) except? -1
    @cython.locals(state=int)
    cdef int stream_data(self, Packet packet, Py_ssize_t slot) except? -1
    cdef int make_room(self) except? -1
    cdef int feed(self, Packet packet, Py_ssize_t slot, long long seq, Py_ssize_t pos) except? -1
    @cython.locals(used=Py_ssize_t, state=int, first=bint)
    cdef int drain(self, Packet packet, Py_ssize_t slot, object stream) except? -1
    cdef int close_stream(self, Packet packet, Py_ssize_t slot, int state, long long seq) except? -1
    cpdef give_up(self, unsigned long long flow, int direction, Py_ssize_t slot)
    cdef abandon(self, object stream, Py_ssize_t slot)
    cpdef evicted(self, unsigned long long flow, int flags)
    cpdef flush(self)

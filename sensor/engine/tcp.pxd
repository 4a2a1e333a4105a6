cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.observer cimport Observer
from sensor.engine.ordered cimport OrderedReader
from sensor.engine.payloads cimport PayloadReader
from sensor.engine.tally cimport Tally
from sensor.flows.stream cimport Stream
from sensor.flows.table cimport FlowTable
from sensor.match.servers cimport ServerTable
from sensor.wire.sequence cimport distance, wrapped

cdef int TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
cdef int FLOW_ANSWERED, FLOW_CLIENT_1, FLOW_CLIENT_KNOWN, FLOW_HEAD_0, FLOW_HEAD_1, FLOW_SEEN_0, FLOW_SEEN_1
cdef int FLOW_STREAM_0, FLOW_STREAM_1, FLOW_SYN, FLOW_TCP, FLOW_WATCHED
cdef int STATE_DONE, STATE_HTTP, STATE_OPEN, STATE_SERVER, STATE_START, WANT_ANYTHING, WANT_BOTH, WANT_NOTHING, WANT_REST
cdef int NO_SLOT, CLIENT, SERVER, SIDE_UNKNOWN, TCP_PORT, REPEATED_SYN, FLOW_FINISHED

cdef class TcpReader(OrderedReader):
    cdef public PayloadReader payloads
    cdef public bytes payload_ports
    cdef public ServerTable to_server, from_server

    cpdef look_at(self, object table)

    @cython.locals(table=FlowTable, direction=int, seen=int, flags=int, state=int, more=int, head=int)
    cpdef int packet(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, state=int)
    cdef int wanted_next(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(table=FlowTable, flags=int, state=int, side=int, length=int, base="unsigned int", data="const unsigned char[::1]")
    cdef int first_bytes(self, Packet packet, Py_ssize_t slot, int head) except? -1
    @cython.locals(table=FlowTable, first="unsigned int", repeated=int)
    cdef int control(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, state=int, behind="long long")
    cdef bint ports_used_again(self, Packet packet, Py_ssize_t slot, unsigned int first) except -1
    @cython.locals(table=FlowTable, direction=int)
    cdef int forget(self, Packet packet, Py_ssize_t slot) except? -1
    cpdef evicted(self, unsigned long long flow, int flags)
    cpdef flush(self)

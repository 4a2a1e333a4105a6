cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.neighbours cimport Neighbours
from sensor.engine.observer cimport Observer
from sensor.engine.payloads cimport PayloadReader
from sensor.engine.quic cimport QuicReader
from sensor.engine.tally cimport Tally
from sensor.flows.recent cimport Recent
from sensor.flows.table cimport FlowTable
from sensor.match.servers cimport ServerTable
from sensor.protocols.quic.scan cimport looks_like as looks_like_quic
from sensor.protocols.vpn.scan cimport vpn_at

cdef int FLOW_HEAD_0, FLOW_HEAD_1, FLOW_WATCHED, NOT_VPN, PORT_DNS, QUIC_FORM, QUIC_SHORT, STATE_DONE, UDP_PORT
cdef int WANT_ANYTHING, WANT_BOTH, WANT_NOTHING
cdef tuple VPN_COUNTS
cdef bytes NEIGHBOUR_PORTS

cdef class UdpReader:
    cdef public FlowTable table
    cdef public Observer observer
    cdef public Tally tally
    cdef public object watch
    cdef public PayloadReader payloads
    cdef public Neighbours neighbours
    cdef public QuicReader quic
    cdef public Recent recent
    cdef public bytes payload_ports
    cdef public ServerTable to_server, from_server
    cdef public bint anchored
    cdef bytes starts

    cpdef look_at(self, object table)
    @cython.locals(other=bint, kind=int)
    cdef bint is_dns(self, Packet packet) except -1
    cdef int message(self, Packet packet) except? -1
    @cython.locals(more=int)
    cdef int packet(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(data="const unsigned char[::1]")
    cdef int whole(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(kind=int)
    cdef int tunnel(self, Packet packet) except? -1
    @cython.locals(data="const unsigned char[::1]", length=int)
    cdef int placed_bytes(self, Packet packet) except? -1
    @cython.locals(head=int)
    cdef int first_bytes(self, Packet packet, Py_ssize_t slot) except? -1
    cdef int dns(self, Packet packet) except? -1
    cpdef flush(self)

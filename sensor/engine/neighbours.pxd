cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.observer cimport Observer
from sensor.wire.copy cimport copied

cdef long long SECOND
cdef int ARP_BYTES, HOP_LIMIT, MAX_MESSAGE, NEIGHBOR_ADVERTISEMENT, PROTO_ARP, PROTO_ICMP6, ROUTER_SOLICITATION

cdef class Neighbours:
    cdef public Observer observer
    cdef public dict recent, spent

    @cython.locals(raw=bytes)
    cpdef int arp(self, Packet packet) except? -1
    @cython.locals(pos=Py_ssize_t)
    cpdef int icmp6(self, Packet packet) except? -1
    @cython.locals(kind=str, message=bytes, words=bytes)
    cpdef int datagram(self, Packet packet) except? -1
    @cython.locals(kind=str, message=bytes)
    cpdef int logon(self, Packet packet) except? -1
    cdef int emit(self, Packet packet, str kind, object body, int proto) except? -1
    @cython.locals(second="long long", count="long long")
    cdef bint flooded(self, Packet packet, str kind) except -1
    @cython.locals(second="long long", count="long long", now="long long")
    cpdef bint fresh(self, Packet packet, str kind, bytes words) except -1

cdef bytes card(Packet packet)
cdef bytes source(Packet packet)
cpdef bytes words_of(str kind, bytes message)

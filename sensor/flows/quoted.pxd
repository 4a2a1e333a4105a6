cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport set_flow

cdef int PROTO_TCP, PROTO_UDP, ICMP_UNREACHABLE, ICMP6_UNREACHABLE, ICMP_HEADER, IP4_HEADER, IP6_HEADER

@cython.locals(unreachable=int, header=int, data="const unsigned char[::1]", pos=Py_ssize_t, ports=Py_ssize_t, quoted=Packet)
cpdef unsigned long long unreachable_flow(Packet packet, unsigned long long seed) except? 0

cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.tunnels.over_ip cimport ip_tunnel
from sensor.decode.tunnels.over_udp cimport udp_tunnel

cdef int LAYER_DONE, LAYER_IP_PROTOCOL, PROTO_TCP, PROTO_UDP, STOP_CUT, STOP_FRAGMENT, STOP_MALFORMED, STOP_TRANSPORT
cdef bytes READ_IN_4, READ_IN_6, TUNNEL_PORTS
cdef int HOP_BY_HOP, ROUTING, FRAGMENT, AUTHENTICATION, DESTINATION, MOBILITY, HIP, SHIM6

@cython.locals(pos=size_t, length=int, total=Py_ssize_t, offset=int)
cpdef int ip4(Packet packet) except? -99
cdef int fragment(Packet packet, int offset, int more) except? -99
@cython.locals(pos=size_t, length=int)
cpdef int ip6(Packet packet) except? -99
@cython.locals(kind=int)
cpdef int ip_protocol(Packet packet) except? -99
@cython.locals(pos=size_t, units=int, length=int)
cdef int extension(Packet packet) except? -99
@cython.locals(pos=size_t, offset=int)
cdef int fragment_header(Packet packet) except? -99
@cython.locals(pos=size_t, length=int)
cpdef int tcp(Packet packet) except? -99
@cython.locals(pos=size_t, length=int)
cpdef int udp(Packet packet) except? -99

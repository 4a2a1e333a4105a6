cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.tunnels.esp cimport esp
from sensor.decode.tunnels.gre cimport gre
from sensor.decode.tunnels.l2tp cimport l2tp3

cdef int LAYER_ETHERNET, LAYER_IP4, LAYER_IP6, LAYER_MPLS, STOP_ENCRYPTED, STOP_TRANSPORT, TUNNEL_IP, ESP, ETHER_IP, GRE
cdef int IP6_IN_IP, IP_COMPRESSED, IP_IN_IP, L2TP3, MPLS_IN_IP

@cython.locals(kind=int)
cpdef int ip_tunnel(Packet packet) except? -99

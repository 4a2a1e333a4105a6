cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.ethertypes cimport ethernet, ethertype, llc
from sensor.decode.link cimport first_layer
from sensor.decode.wan cimport mpls, ppp
from sensor.decode.wireless cimport subframe, wifi
from sensor.decode.ip cimport ip4, ip6, ip_protocol

cdef int LAYER_DONE, LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_IP_PROTOCOL, LAYER_LLC, LAYER_MPLS, LAYER_PPP, LAYER_WIFI
cdef int MAX_LAYERS, STOP_CUT, STOP_MALFORMED, STOP_TOO_DEEP

cpdef int decode(Packet packet) except? -99
@cython.locals(_=int)
cpdef int walk(Packet packet, int layer) except? -99
cdef int rare_layer(Packet packet, int layer) except? -99
@cython.locals(version=int)
cpdef int ip_by_version(Packet packet) except? -99

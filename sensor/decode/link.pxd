cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.switch cimport switch_layer
from sensor.decode.wan cimport arcnet, cisco_hdlc, fddi, frame_relay, nflog, ppp_with_direction, pppoe, slip, token_ring
from sensor.decode.wireless cimport ppi, radiotap

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_PPP, LAYER_WIFI, STOP_CUT, STOP_NOT_IP, LINK_NULL
cdef int LINK_ETHERNET, LINK_RAW_OPENBSD, LINK_RAW_BSD, LINK_RAW, LINK_LOOP, LINK_SLL, LINK_IPV4, LINK_IPV6, LINK_SLL2
cdef int LINK_TOKEN_RING, LINK_ARCNET_BSD, LINK_SLIP, LINK_PPP, LINK_FDDI, LINK_PPP_HDLC, LINK_PPPOE, LINK_CISCO_HDLC, LINK_WIFI
cdef int LINK_FRAME_RELAY, LINK_RADIOTAP, LINK_ARCNET_LINUX, LINK_PPP_PPPD, LINK_PPI, LINK_PPP_WITH_DIRECTION, LINK_NFLOG
cdef int STOP_LINK, LINK_IPOIB, LINK_PKTAP, LINK_PKTAP_PRIVATE, PKTAP_HEADER, PKTAP_PACKET, MANY
cdef tuple IP_FAMILIES

@cython.locals(link=int)
cpdef int first_layer(Packet packet) except? -99
cdef int capture_layer(Packet packet, int link) except? -99
cdef int wan_layer(Packet packet, int link) except? -99
@cython.locals(pos=size_t)
cdef int cooked(Packet packet, int type_at, int length) except? -99
@cython.locals(pos=size_t, family=int)
cdef int loopback(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, length=int, link=int)
cdef int pktap(Packet packet) except? -99
@cython.locals(data="const unsigned char[::1]")
cdef int little(Packet packet, Py_ssize_t pos) except? -99

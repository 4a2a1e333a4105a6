cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.switch cimport switch_layer
from sensor.decode.wan cimport arcnet, cisco_hdlc, fddi, frame_relay, nflog, ppp_with_direction, pppoe, slip, token_ring
from sensor.decode.wireless cimport ppi, radiotap

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_MPLS
cdef int LAYER_PPP, LAYER_WIFI, MAX_VLANS, STOP_CUT, STOP_ENCRYPTED, STOP_NOT_IP
cdef int LINK_NULL, LINK_ETHERNET, LINK_RAW_OPENBSD, LINK_RAW_BSD, LINK_RAW, LINK_LOOP, LINK_SLL, LINK_IPV4, LINK_IPV6, LINK_SLL2
cdef int LINK_TOKEN_RING, LINK_ARCNET_BSD, LINK_SLIP, LINK_PPP, LINK_FDDI, LINK_PPP_HDLC, LINK_PPPOE, LINK_CISCO_HDLC, LINK_WIFI
cdef int LINK_FRAME_RELAY, LINK_RADIOTAP, LINK_ARCNET_LINUX, LINK_PPP_PPPD, LINK_PPI, LINK_PPP_WITH_DIRECTION, LINK_NFLOG
cdef int TYPE_IP4, TYPE_IP6, TYPE_VLAN, TYPE_SERVICE_VLAN, TYPE_QINQ_OLD, TYPE_QINQ_OLDER, TYPE_LENGTH_LIMIT, OUI_ETHERNET, OUI_BRIDGE_TUNNEL
cdef tuple IP_FAMILIES
cdef int TYPE_MPLS, TYPE_MPLS_MULTICAST, TYPE_PPPOE, TYPE_SERVICE_TAG, TYPE_MACSEC, TYPE_CISCO_METADATA, TYPE_VN_TAG, TYPE_HSR
cdef int TYPE_E_TAG, TYPE_NSH, TYPE_ETHERNET

@cython.locals(link=int)
cpdef int first_layer(Packet packet) except? -99
@cython.locals(pos=size_t)
cpdef int ethernet(Packet packet) except? -99
@cython.locals(kind=int)
cpdef int ethertype(Packet packet) except? -99
cdef int wireless_layer(Packet packet, int link) except? -99
cdef int wan_layer(Packet packet, int link) except? -99
cdef int rare_type(Packet packet, int kind) except? -99
@cython.locals(pos=size_t)
cdef int skip_tag(Packet packet, int length) except? -99
@cython.locals(pos=size_t, control=int)
cdef int macsec(Packet packet) except? -99
@cython.locals(pos=size_t, kind=int)
cdef int service_header(Packet packet) except? -99
@cython.locals(pos=size_t)
cdef int vlan_tag(Packet packet) except? -99
@cython.locals(pos=size_t)
cpdef int llc(Packet packet) except? -99
@cython.locals(pos=size_t)
cdef int cooked(Packet packet, int type_at, int length) except? -99
@cython.locals(pos=size_t, family=int)
cdef int loopback(Packet packet) except? -99

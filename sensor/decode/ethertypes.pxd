cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.wan cimport pppoe

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_MPLS, MAX_VLANS, STOP_CUT, STOP_ENCRYPTED
cdef int STOP_NOT_IP, TYPE_IP4, TYPE_IP6, TYPE_VLAN, TYPE_SERVICE_VLAN, TYPE_QINQ_OLD, TYPE_QINQ_OLDER, TYPE_LENGTH_LIMIT
cdef int OUI_ETHERNET, OUI_BRIDGE_TUNNEL, TYPE_MPLS, TYPE_MPLS_MULTICAST, TYPE_PPPOE, TYPE_SERVICE_TAG, TYPE_MACSEC
cdef int TYPE_CISCO_METADATA, TYPE_VN_TAG, TYPE_HSR, TYPE_E_TAG, TYPE_NSH, TYPE_ETHERNET

@cython.locals(pos=size_t)
cpdef int ethernet(Packet packet) except? -99
@cython.locals(kind=int)
cpdef int ethertype(Packet packet) except? -99
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

cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.wireless cimport capwap

cdef int LAYER_DONE, LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_IP_PROTOCOL, LAYER_MPLS, LAYER_PPP, LAYER_WIFI
cdef int PROTO_TCP, PROTO_UDP, STOP_CUT, STOP_ENCRYPTED, STOP_NOT_IP, STOP_TRANSPORT
cdef int TUNNEL_ERSPAN, TUNNEL_ESP, TUNNEL_GENEVE, TUNNEL_GRE, TUNNEL_GTP, TUNNEL_IP, TUNNEL_L2TP, TUNNEL_NVGRE, TUNNEL_TEREDO, TUNNEL_VXLAN
cdef int IP_IN_IP, IP6_IN_IP, GRE, ESP, ETHER_IP, IP_COMPRESSED, L2TP3, MPLS_IN_IP
cdef int PORT_DNS, PORT_L2TP, PORT_GTP_U, PORT_TEREDO, PORT_ESP, PORT_VXLAN, PORT_VXLAN_GPE, PORT_CAPWAP, PORT_GENEVE, PORT_MPLS, PORT_VXLAN_LINUX
cdef int GRE_ETHERNET, GRE_ERSPAN, GRE_ERSPAN3, GRE_PPP, GRE_WIFI_FIRST, GRE_WIFI_LAST, GRE_WCCP, TYPE_LENGTH_LIMIT
cdef int TYPE_IP4, TYPE_IP6, TYPE_MPLS, TYPE_NSH, MAX_LABELS
cdef tuple GPE_TYPES
cdef tuple ESP_CHECKS

@cython.locals(kind=int)
cpdef int ip_tunnel(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, flags=int, kind=int, key=int)
cdef int gre(Packet packet) except? -99
@cython.locals(kind=int)
cdef int inside_gre(Packet packet, int flags, int key) except? -99
cdef int wccp(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int erspan(Packet packet, int kind, int sequenced) except? -99
@cython.locals(port=int, layer=int)
cpdef int udp_tunnel(Packet packet) except? -99
@cython.locals(_=int)
cdef bint labels_fit(Packet packet, Py_ssize_t pos) except -1
cdef bint inner_fits(Packet packet, int kind, Py_ssize_t pos) except -1
@cython.locals(pos=Py_ssize_t)
cdef bint not_marker(Packet packet) except -1
@cython.locals(pos=Py_ssize_t, kind=int)
cdef int vxlan(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, options=int)
cdef int geneve(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, flags=int, following=int)
cdef int gtp(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int teredo(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, version=int, layer=int, flags=int)
cdef int l2tp(Packet packet) except? -99
@cython.locals(skip=int, at=Py_ssize_t)
cdef int l2tp3(Packet packet, Py_ssize_t pos) except? -99
cdef bint ethernet_fits(Packet packet, Py_ssize_t pos) except -1
@cython.locals(kind=int)
cdef bint known_at(Packet packet, Py_ssize_t pos) except -1
@cython.locals(check=int, last=Py_ssize_t, kind=int, padding=int, end=Py_ssize_t, link_addresses=Py_ssize_t)
cdef int esp(Packet packet, Py_ssize_t pos) except? -99
@cython.locals(at=int)
cdef bint padded(Packet packet, Py_ssize_t pos, int length) except -1
@cython.locals(size=Py_ssize_t)
cdef bint fits(Packet packet, int kind, Py_ssize_t pos, Py_ssize_t end) except -1

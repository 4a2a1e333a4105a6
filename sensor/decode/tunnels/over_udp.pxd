cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.tunnels.esp cimport esp
from sensor.decode.tunnels.inner cimport inner_fits, known_at
from sensor.decode.tunnels.l2tp cimport l2tp
from sensor.decode.tunnels.mobile cimport gtp, teredo
from sensor.decode.tunnels.overlay cimport geneve, vxlan
from sensor.decode.wireless cimport capwap

cdef int LAYER_DONE, LAYER_MPLS, TUNNEL_IP, TYPE_IP4, TYPE_IP6, PORT_CAPWAP, PORT_DNS, PORT_ESP, PORT_GENEVE, PORT_GTP_U
cdef int PORT_L2TP, PORT_MPLS, PORT_TEREDO, PORT_VXLAN, PORT_VXLAN_GPE, PORT_VXLAN_LINUX, MAX_LABELS

@cython.locals(port=int, layer=int)
cpdef int udp_tunnel(Packet packet) except? -99
@cython.locals(_=int)
cdef bint labels_fit(Packet packet, Py_ssize_t pos) except -1
@cython.locals(pos=Py_ssize_t)
cdef bint not_marker(Packet packet) except -1

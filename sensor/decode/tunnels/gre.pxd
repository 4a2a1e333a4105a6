cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_PPP, LAYER_WIFI, STOP_CUT, STOP_NOT_IP, TUNNEL_ERSPAN, TUNNEL_GRE
cdef int TUNNEL_NVGRE, GRE, TYPE_LENGTH_LIMIT, GRE_ETHERNET, GRE_ERSPAN, GRE_ERSPAN3, GRE_PPP, GRE_WIFI_FIRST, GRE_WIFI_LAST
cdef int GRE_WCCP

@cython.locals(pos=Py_ssize_t, flags=int, kind=int, key=int)
cpdef int gre(Packet packet) except? -99
@cython.locals(kind=int)
cdef int inside_gre(Packet packet, int flags, int key) except? -99
cdef int wccp(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int erspan(Packet packet, int kind, int sequenced) except? -99

cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.tunnels.inner cimport known_at

cdef int LAYER_DONE, LAYER_ETHERNET, LAYER_PPP, STOP_CUT, STOP_TRANSPORT, TUNNEL_L2TP

@cython.locals(pos=Py_ssize_t, version=int, layer=int, flags=int)
cpdef int l2tp(Packet packet) except? -99
@cython.locals(skip=int, at=Py_ssize_t)
cpdef int l2tp3(Packet packet, Py_ssize_t pos) except? -99

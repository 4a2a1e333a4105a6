cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_DONE, LAYER_IP, LAYER_IP6, TUNNEL_GTP, TUNNEL_TEREDO

@cython.locals(pos=Py_ssize_t, flags=int, following=int)
cpdef int gtp(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cpdef int teredo(Packet packet) except? -99

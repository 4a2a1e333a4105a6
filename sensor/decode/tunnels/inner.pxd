cimport cython
from sensor.decode.packet cimport Packet

cdef int TYPE_IP4, TYPE_IP6, TYPE_LENGTH_LIMIT, TYPE_MPLS, TYPE_NSH, GRE_ETHERNET

cpdef bint inner_fits(Packet packet, int kind, Py_ssize_t pos) except -1
cdef bint ethernet_fits(Packet packet, Py_ssize_t pos) except -1
@cython.locals(kind=int)
cpdef bint known_at(Packet packet, Py_ssize_t pos) except -1

cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_IP4, LAYER_IP6, LAYER_IP_PROTOCOL, PROTO_TCP, PROTO_UDP, STOP_ENCRYPTED, TUNNEL_ESP, ESP, IP6_IN_IP, IP_IN_IP
cdef tuple ESP_CHECKS

@cython.locals(check=int, last=Py_ssize_t, kind=int, padding=int, end=Py_ssize_t, link_addresses=Py_ssize_t)
cpdef int esp(Packet packet, Py_ssize_t pos) except? -99
@cython.locals(at=int)
cdef bint padded(Packet packet, Py_ssize_t pos, int length) except -1
@cython.locals(size=Py_ssize_t)
cdef bint fits(Packet packet, int kind, Py_ssize_t pos, Py_ssize_t end) except -1

cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, LAYER_LLC, LAYER_MPLS, LAYER_PPP
cdef int STOP_CUT, STOP_ENCRYPTED, STOP_MALFORMED, STOP_NOT_IP
cdef int PPP_IP4, PPP_IP6, PPP_MPLS, PPP_COMPRESSED, PPP_ENCRYPTED, MAX_LABELS, NFLOG_PAYLOAD, MAX_TLVS, SLIP_HEADER
cdef int ARCNET_IP_1051, ARCNET_IP, ARCNET_EXCEPTION

@cython.locals(pos=Py_ssize_t, kind=int)
cpdef int ppp(Packet packet) except? -99
cpdef int ppp_with_direction(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cpdef int pppoe(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, _=int)
cpdef int mpls(Packet packet) except? -99
@cython.locals(nibble=int)
cdef int below_labels(Packet packet, Py_ssize_t pos) except? -99
cdef bint ethernet_at(Packet packet, Py_ssize_t pos) except -1
@cython.locals(pos=Py_ssize_t)
cpdef int cisco_hdlc(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, at=Py_ssize_t)
cpdef int frame_relay(Packet packet) except? -99
cpdef int slip(Packet packet) except? -99
cpdef int fddi(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cpdef int token_ring(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, kind=int)
cpdef int arcnet(Packet packet, int header) except? -99
@cython.locals(pos=Py_ssize_t, length=int, kind=int, _=int)
cpdef int nflog(Packet packet) except? -99

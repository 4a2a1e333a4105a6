cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_AGGREGATE, LAYER_DONE, LAYER_ETHERNET, LAYER_LLC, LAYER_WIFI, STOP_CUT, STOP_ENCRYPTED, STOP_LINK, STOP_NOT_IP, TUNNEL_CAPWAP
cdef int LINK_ETHERNET, LINK_WIFI, RADIOTAP_TSFT, RADIOTAP_FLAGS, RADIOTAP_MORE, RADIOTAP_FLAG_PAD, RADIOTAP_WORDS
cdef int FC_TYPE, FC_DATA, FC_NO_DATA, FC_QOS, FC_TO_DS, FC_FROM_DS, FC_PROTECTED, FC_ORDER, QOS_AMSDU, SUBFRAME_HEADER, CAPWAP_FRAGMENT, CAPWAP_KEEPALIVE
cdef tuple CIPHER_HEADERS

@cython.locals(pos=Py_ssize_t, length=int)
cpdef int radiotap(Packet packet) except? -99
@cython.locals(present=int, at=Py_ssize_t, _=int)
cdef int radiotap_flags(Packet packet, Py_ssize_t pos, Py_ssize_t end) except? -99
@cython.locals(pos=Py_ssize_t, length=int, link=int)
cpdef int ppi(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, control=int, flags=int, length=int, aggregate=int, before=int)
cpdef int wifi(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, end=Py_ssize_t, behind=Py_ssize_t)
cpdef int subframe(Packet packet) except? -99
@cython.locals(size=int, at=Py_ssize_t)
cdef Py_ssize_t deciphered(Packet packet, Py_ssize_t pos) except? -99
@cython.locals(pos=Py_ssize_t, length=int)
cpdef int capwap(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, control=int, flags=int)
cdef int capwap_wifi(Packet packet) except? -99

cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, LAYER_IP, LAYER_IP4, LAYER_IP6, MAX_VLANS, STOP_CUT, STOP_LINK, STOP_NOT_IP
cdef int LINK_NULL, LINK_ETHERNET, LINK_RAW_OPENBSD, LINK_RAW_BSD, LINK_RAW, LINK_LOOP, LINK_SLL, LINK_IPV4, LINK_IPV6, LINK_SLL2
cdef int TYPE_IP4, TYPE_IP6, TYPE_VLAN, TYPE_SERVICE_VLAN, TYPE_QINQ_OLD, TYPE_QINQ_OLDER, TYPE_LENGTH_LIMIT, AF_INET

@cython.locals(link=int)
cpdef int first_layer(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cpdef int ethernet(Packet packet) except? -99
@cython.locals(kind=int)
cpdef int ethertype(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int vlan_tag(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int llc(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t)
cdef int cooked(Packet packet, int type_at, int length) except? -99
@cython.locals(pos=Py_ssize_t, family=int)
cdef int loopback(Packet packet) except? -99

cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_ETHERNET, LAYER_ETHERTYPE, MAX_VLANS, STOP_CUT, STOP_LINK
cdef int LINK_BROADCOM, LINK_BROADCOM_IN_FRONT, LINK_DSA, LINK_DSA_ETHERTYPE
cdef int ADDRESSES, BROADCOM_TAG, DSA_TAG, DSA_ETHERTYPE, DSA_VLAN

cpdef int switch_layer(Packet packet, int link) except? -99
@cython.locals(pos=Py_ssize_t, tag=Py_ssize_t, kind=Py_ssize_t)
cdef int behind_addresses(Packet packet, int skipped, int dsa) except? -99

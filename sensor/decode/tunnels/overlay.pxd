cimport cython
from sensor.decode.packet cimport Packet
from sensor.decode.tunnels.inner cimport inner_fits

cdef int LAYER_DONE, LAYER_ETHERTYPE, TUNNEL_GENEVE, TUNNEL_VXLAN, PORT_VXLAN_GPE
cdef tuple GPE_TYPES

@cython.locals(pos=Py_ssize_t, kind=int)
cpdef int vxlan(Packet packet) except? -99
@cython.locals(pos=Py_ssize_t, options=int)
cpdef int geneve(Packet packet) except? -99

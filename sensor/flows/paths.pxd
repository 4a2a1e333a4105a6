cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport path_key

cdef unsigned long long SLOTS

cdef class Paths:
    cdef unsigned long long seed
    cdef unsigned long long[::1] keys

    @cython.locals(key="unsigned long long", slot=Py_ssize_t)
    cpdef bint fresh(self, Packet packet, int kind) except -1

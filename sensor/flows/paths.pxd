cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport address_hash, mix, path_key

cdef unsigned long long SLOTS

cdef class Paths:
    cdef unsigned long long seed
    cdef unsigned long long[::1] keys

    cpdef bint fresh(self, Packet packet, int kind) except -1
    cpdef bint fresh_sender(self, Packet packet, int kind) except -1
    @cython.locals(slot=Py_ssize_t)
    cdef bint add(self, unsigned long long key) except -1

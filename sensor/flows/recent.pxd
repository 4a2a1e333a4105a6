cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport mix

cdef int RECENT_SLOTS
cdef long long RECENT_NS

cdef class Recent:
    cdef public unsigned long long[::1] keys
    cdef public long long[::1] times

    @cython.locals(start=size_t, at=size_t, slot=size_t, word="unsigned long long", key="unsigned long long", apart="long long")
    cpdef bint twice(self, Packet packet) except -1

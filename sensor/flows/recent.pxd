cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport mix

cdef int RECENT_SLOTS
cdef long long RECENT_NS

cdef class Recent:
    cdef public unsigned long long[::1] keys
    cdef public long long[::1] times

    @cython.locals(data="const unsigned char[::1]", pos=Py_ssize_t, at=Py_ssize_t, slot=Py_ssize_t, key="unsigned long long", apart="long long")
    cpdef bint twice(self, Packet packet) except -1

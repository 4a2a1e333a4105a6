cimport cython
from sensor.decode.packet cimport Packet

cdef int MAC_BYTES
cdef unsigned long long MASK, MULTIPLIER
cdef int MIX_SHIFT

@cython.locals(base="unsigned long long", source="unsigned long long", target="unsigned long long")
cpdef int set_flow(Packet packet, unsigned long long seed) except -1
cdef unsigned long long end_hash(Packet packet, Py_ssize_t pos, int port, unsigned long long seed) except? 0
@cython.locals(value="unsigned long long")
cpdef unsigned long long address_hash(Packet packet, Py_ssize_t pos, unsigned long long seed) except? 0
@cython.locals(value="unsigned long long")
cpdef unsigned long long fragment_key(Packet packet, unsigned long long seed) except? 0
@cython.locals(value="unsigned long long", at=size_t)
cpdef unsigned long long path_key(Packet packet, int kind, unsigned long long seed) except? 0
cpdef unsigned int word_at(Packet packet, size_t pos) except? 0
cpdef unsigned long long mix(unsigned long long value, unsigned long long word) except? 0

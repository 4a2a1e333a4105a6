cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport address_hash, mix

cdef int BYPASS_SLOTS, MARK_BITS, SLOT_SHIFT
cdef unsigned long long DONE, FRESH, FRESH_ONE, MASK, WANTED

cdef class BypassTable:
    cdef public unsigned long long[::1] words
    cdef public unsigned long long seed

    @cython.locals(key="unsigned long long", at="size_t")
    cpdef int add(self, Packet packet) except -1
    cpdef int keep(self, Packet packet) except -1
    cpdef int keep_both(self, Packet packet) except -1
    @cython.locals(at="size_t", own="unsigned long long", word="unsigned long long")
    cdef int mark(self, unsigned long long key) except -1
    @cython.locals(key="unsigned long long", at="size_t", word="unsigned long long")
    cpdef int release(self, Packet packet) except -1
    @cython.locals(at="size_t")
    cpdef clear(self)

@cython.locals(value="unsigned long long", ports="unsigned int")
cpdef unsigned long long bypass_key(Packet packet, unsigned long long seed) except? 0
@cython.locals(value="unsigned long long", ports="unsigned int")
cdef unsigned long long other_key(Packet packet, unsigned long long seed) except? 0

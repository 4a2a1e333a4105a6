cimport cython
from sensor.decode.packet cimport Packet
from sensor.flows.key cimport address_hash, mix, word_at

cdef unsigned long long CARD_SLOTS
cdef unsigned int CARD_MANY, CARD_AGAIN
cdef Py_ssize_t MAC_BYTES

cdef class Cards:
    cdef unsigned long long seed
    cdef unsigned long long[::1] places
    cdef unsigned long long[::1] cards
    cdef unsigned int[::1] counts

    @cython.locals(sender=bint)
    cpdef bint fresh(self, Packet packet) except -1
    @cython.locals(card="unsigned long long", place="unsigned long long", slot="unsigned long long", count="unsigned int")
    cdef bint carries(self, Packet packet, Py_ssize_t pos, Py_ssize_t mac) except -1

cimport cython
from sensor.protocols.quic.aes cimport BlockCipher
from sensor.protocols.quic.scan cimport LongHeader
from sensor.wire.copy cimport copied

cdef int HASH_BLOCK, KEY_BYTES, NONCE_BYTES, SAMPLE
cdef bytes INNER_PAD, OUTER_PAD
cdef BlockCipher BLOCKS

cdef class Hmac:
    cdef bytes inner, outer

    cpdef bytes digest(self, bytes message)

cdef class PacketKeys:
    cdef public bytes key, iv, protection
    cdef object aead, invalid

    @cython.locals(blocks=BlockCipher, mask="unsigned char[::1]", first=int, byte=int, at=int, size=int, after=Py_ssize_t, clear=bytearray,
                   nonce=bytearray, sealed=bytes)
    cdef object open(self, const unsigned char[::1] data, LongHeader header)
    cdef object peek(self, bytes nonce, bytes sealed)

@cython.locals(keys=PacketKeys, payload=object)
cpdef object open_initial(const unsigned char[::1] data, LongHeader header, bytes connection_id)

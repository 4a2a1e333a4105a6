cimport cython

cdef int FAMILY_CLEAR, FAMILY_NEGOTIATION, FAMILY_NONE, FAMILY_PROTECTED, FAMILY_UNKNOWN, FIRST_DRAFT, LAST_DRAFT
cdef int FRAME_CLOSE, PROGRESS_DATA, PROGRESS_HANDSHAKE, PROGRESS_NONE, FRAME_ACK, FRAME_ACK_ECN
cdef int FRAME_CRYPTO, FRAME_PADDING, FRAME_PING, FRAMES_BAD, FRAMES_CRYPTO, FRAMES_END
cdef int GOOGLE_CRYPTO, GOOGLE_PING, MAX_CONNECTION_ID, MAX_COALESCED, MAX_RANGES, MIN_INITIAL_DATAGRAM, MIN_LONG, MIN_FIRST_ID
cdef int PACKET_0RTT, PACKET_CLEAR, PACKET_HANDSHAKE, PACKET_INITIAL, PACKET_NEGOTIATION, PACKET_NONE, PACKET_RETRY
cdef unsigned int DRAFTS, FACEBOOK, GOOGLE_TEXT, GOOGLE_TLS_TEXT, RESERVED, RESERVED_BITS
cdef unsigned int VERSION_1, VERSION_2, VERSION_2_DRAFT, VERSION_NEGOTIATION, VERSION_Q050, VERSION_T050, VERSION_T051
cdef int PUBLIC_VERSION_ID, DIGIT_0, DIGIT_9

cdef unsigned int number32(const unsigned char[::1] data, Py_ssize_t pos) except? 0
@cython.locals(text="unsigned int")
cpdef int family(unsigned int version) except? -9
cdef bint is_number(unsigned int version) except -1
@cython.locals(first=int, kind=int)
cpdef bint looks_like(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
cdef bint has_public_header(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1

cdef int long_kind(int first, unsigned int version) except? -9
@cython.locals(first=int, version="unsigned int")
cpdef int progress(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

cdef class Varint:
    cdef public long long value
    @cython.locals(size=Py_ssize_t, at=Py_ssize_t, value="long long")
    cpdef Py_ssize_t read(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

cdef class LongHeader:
    cdef public unsigned int version
    cdef public int family, kind
    cdef public Py_ssize_t start, dcid, dcid_end, scid, scid_end, number, end
    cdef public bint cut
    cdef Varint varint

    @cython.locals(_=int)
    cpdef int seek(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, long long missing) except? -9
    @cython.locals(kind=int)
    cdef int read(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, long long missing) except? -9
    @cython.locals(first=int)
    cdef int classify(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    cdef bint connection_ids(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
    @cython.locals(pos=Py_ssize_t, length="long long")
    cdef bint length(self, const unsigned char[::1] data, Py_ssize_t end, long long missing) except -1

cdef class FrameScan:
    cdef public const unsigned char[::1] data
    cdef public Py_ssize_t pos, end, start, stop
    cdef public long long offset
    cdef public bint google
    cdef Varint varint

    cpdef begin(self, const unsigned char[::1] data, bint google)
    @cython.locals(kind=int, data="const unsigned char[::1]")
    cpdef int next(self) except? -9
    @cython.locals(data="const unsigned char[::1]", pos=Py_ssize_t, end=Py_ssize_t)
    cdef int skip_padding(self) except -1
    @cython.locals(ranges="long long", _="long long")
    cdef bint skip_ack(self, int kind) except -1
    @cython.locals(pos=Py_ssize_t)
    cdef bint crypto(self) except -1
    @cython.locals(pos=Py_ssize_t)
    cdef bint number(self) except -1

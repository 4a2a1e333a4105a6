cimport cython
from sensor.wire.batch cimport Batch

cdef int BATCH_FRAMES, TAG_PRESENT, TAG_ID, STATUS_TAGGED
cdef int BLOCK_FIRST, BLOCK_FRAMES, FRAME_KEPT, FRAME_LENGTH, FRAME_MAC, FRAME_NANOSECONDS, FRAME_NEXT, FRAME_SECONDS, FRAME_STATUS, FRAME_TAG
cdef long long SECOND

cdef class BlockWalker:
    cdef public const unsigned char[::1] data
    cdef public const unsigned int[::1] words
    cdef public const unsigned short[::1] halves
    cdef public int link, iface
    cdef public Py_ssize_t pos, left
    cdef public long long frames, bytes, last

    cpdef begin(self, Py_ssize_t block)
    @cython.locals(words="const unsigned int[::1]", count=Py_ssize_t, at=Py_ssize_t, pos=Py_ssize_t, word=Py_ssize_t, kept="long long", seconds="long long",
                   tagged="unsigned int")
    cpdef Py_ssize_t fill(self, Batch batch, long long first_frame) except -1

cimport cython
from sensor.wire.batch cimport Batch

cdef int BAD, FULL, SHORT, SPECIAL
cdef long long SECOND

cdef unsigned int swapped(unsigned int number) except? 0

cdef class PcapWalker:
    cdef public bint big
    cdef public Py_ssize_t header
    cdef public long long tick, limit, fcs, magic
    cdef public int lengths, link, status
    cdef public Py_ssize_t need
    cdef public long long bytes, first, last, now

    @cython.locals(
        offsets=cython.longlong[::1], caplens=cython.longlong[::1], wirelens=cython.longlong[::1],
        times=cython.longlong[::1], links=cython.int[::1], ifaces=cython.int[::1],
        i=Py_ssize_t, room=Py_ssize_t, header=Py_ssize_t, need=Py_ssize_t, at=size_t, status=int,
        caplen=cython.uint, wirelen=cython.uint, seconds=cython.uint, fraction=cython.uint, ts=cython.longlong)
    cpdef Py_ssize_t walk(self, Batch batch, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1

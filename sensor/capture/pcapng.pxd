cimport cython
from sensor.wire.batch cimport Batch

cdef int BAD, FULL, ODD, SHORT, SPECIAL
cdef long long LAST_SECOND, LAST_TIME, MASK

@cython.final
cdef class Interface:
    cdef public int link, binary
    cdef public long long snaplen, fcs, offset
    cdef public unsigned long long multiply, divide, most

    @cython.locals(value=cython.ulonglong)
    cpdef long long time(self, unsigned long long high, unsigned long long low) except *
    @cython.locals(one=cython.ulonglong, seconds=cython.ulonglong, part=cython.ulonglong, bits=int)
    cdef long long binary_time(self, unsigned long long value) except *

@cython.final
cdef class PcapngWalker:
    cdef public bint big
    cdef public list interfaces
    cdef public long long numbered, limit, bytes, first, last, now
    cdef public int status
    cdef public Py_ssize_t need

    cpdef int section(self, bint big) except -1
    @cython.locals(
        b0=Py_ssize_t, b1=Py_ssize_t, b2=Py_ssize_t, b3=Py_ssize_t, at=Py_ssize_t, room=Py_ssize_t,
        kind=cython.longlong, length=cython.longlong, again=cython.longlong, number=cython.longlong,
        high=cython.longlong, low=cython.longlong, caplen=cython.longlong, wirelen=cython.longlong)
    cpdef Py_ssize_t walk(self, Batch batch, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    @cython.locals(interface=Interface)
    cdef int enhanced(
        self, Batch batch, Py_ssize_t pos, long long number, long long high, long long low, long long caplen, long long wirelen
    ) except -1
    @cython.locals(caplen=cython.longlong, interface=Interface)
    cdef int simple(self, Batch batch, Py_ssize_t pos, long long wirelen) except -1
    @cython.locals(i=Py_ssize_t)
    cdef int add(
        self, Batch batch, Interface interface, Py_ssize_t start, long long caplen, long long wirelen, long long number
    ) except -1

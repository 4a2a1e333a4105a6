cimport cython
from sensor.wire.batch cimport Batch

cdef int BAD, FULL, ODD, SHORT, SPECIAL
cdef long long LAST_SECOND, LAST_TIME

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
    cdef const unsigned char[::1] data
    cdef Py_ssize_t b0, b1, b2, b3
    cdef public bint big
    cdef public list interfaces
    cdef public long long numbered, limit, kind, bytes, first, last, now
    cdef public int status
    cdef public Py_ssize_t need

    cpdef int section(self, bint big) except -1
    cpdef Py_ssize_t walk(self, Batch batch, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    @cython.locals(length=cython.longlong)
    cdef int framed(self, Py_ssize_t pos, Py_ssize_t end) except -1
    @cython.locals(number=cython.longlong, caplen=cython.longlong, interface=Interface)
    cdef int enhanced(self, Batch batch, Py_ssize_t pos) except -1
    @cython.locals(caplen=cython.longlong, wirelen=cython.longlong, interface=Interface)
    cdef int simple(self, Batch batch, Py_ssize_t pos) except -1
    @cython.locals(i=Py_ssize_t)
    cdef int add(self, Batch batch, Interface interface, Py_ssize_t start, long long caplen, long long wirelen, long long number) except -1
    cdef Py_ssize_t number_at(self, Py_ssize_t at) except? -1

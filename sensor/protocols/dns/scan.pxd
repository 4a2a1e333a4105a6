cimport cython
from sensor.wire.name cimport Name

cdef int HEADER_BYTES, MAX_QUESTIONS, MAX_RECORDS, MIN_QUESTION_BYTES, TYPE_CNAME, TYPE_DNAME
cdef int DNS_CUT, DNS_BAD, DNS_END, QUERY_FLAGS
cdef bytes KNOWN_TYPES

cdef class DnsScan:
    cdef public Name name
    cdef public const unsigned char[::1] data, empty
    cdef public Py_ssize_t start, pos, end
    cdef public int flags, questions, answers, others, qtype, qclass

    cpdef int begin(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(pos=Py_ssize_t)
    cpdef int question(self) except? -9
    @cython.locals(pos=Py_ssize_t, kind=int, length=int)
    cpdef int alias(self) except? -9
    cpdef release(self)
    @cython.locals(size=int)
    cdef Py_ssize_t skip_name(self, Py_ssize_t pos) except? -9
    @cython.locals(flags=int, records=int)
    cpdef bint looks_like(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
    @cython.locals(pos=Py_ssize_t, _=int)
    cdef bint ends_after(self, int records) except -1

cimport cython
from sensor.wire.copy cimport copied

cdef int MAX_HEAD, MAX_HEADERS, MAX_METHOD, MAX_SCHEME, HTTP_NOT, HTTP_MORE
cdef int FRAME_HEADER, FRAME_SETTINGS, LF, CR, SPACE, TAB, COLON, SLASH, QUESTION, HASH, AT, BRACKET, BRACKET_CLOSED
cdef long long BODY_UNKNOWN, MAX_BODY
cdef bytes FIRST_BYTES, FIRST_TWO
cdef tuple METHODS

cdef bytes PREFACE

@cython.locals(size=Py_ssize_t, at=Py_ssize_t)
cpdef int preface_at(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
@cython.locals(size=Py_ssize_t, at=Py_ssize_t)
cpdef int settings_at(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

cdef class RequestScan:
    cdef public Py_ssize_t method, method_end, target, target_end, host, host_end, agent, agent_end
    cdef public Py_ssize_t referer, referer_end, forwarded, forwarded_end, hops, hops_end, site_start, site_end, port_start, port_end
    cdef public int minor, lengths
    cdef public long long body
    cdef public bint connect

    cdef clear(self)
    @cython.locals(stop=Py_ssize_t, at=Py_ssize_t, word=bytes)
    cpdef int looks_like(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(status=int, line_end=Py_ssize_t, _=int)
    cpdef Py_ssize_t read(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    cdef Py_ssize_t line(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(at=Py_ssize_t)
    cdef int request_line(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(at=Py_ssize_t, size=Py_ssize_t, value=Py_ssize_t)
    cdef int header(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    cdef int content_length(self, long long length) except? -9
    @cython.locals(pos=Py_ssize_t, end=Py_ssize_t, at=Py_ssize_t)
    cpdef bint site(self, const unsigned char[::1] data) except -1
    cpdef bint to_proxy(self, const unsigned char[::1] data) except -1
    @cython.locals(at=Py_ssize_t, stop=Py_ssize_t)
    cdef Py_ssize_t behind_scheme(self, const unsigned char[::1] data) except? -9
    @cython.locals(at=Py_ssize_t, closing=int)
    cdef bint split_authority(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except -1
    @cython.locals(at=Py_ssize_t, byte=int)
    cdef bint is_word(self, const unsigned char[::1] data, Py_ssize_t pos, bytes word) except -1
    @cython.locals(at=Py_ssize_t, value="long long")
    cdef long long number(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

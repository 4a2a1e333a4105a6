cimport cython

cdef int CERTIFICATE, EXT_VERSIONS, MAX_EXTENSIONS, SERVER_HELLO, SUPPLEMENTAL_DATA
cdef int FLIGHT_CERT, FLIGHT_END, FLIGHT_MORE, MAX_CERT, MAX_FLIGHT_RECORDS, MAX_RECORD, RECORD_HANDSHAKE, RECORD_HEADER
cdef int TLS_MORE, TLS_NOT, TLS_ONE_RECORD, MIN_HELLO, NEXT_RECORD, SPLIT

@cython.locals(size=Py_ssize_t, record=int, length=int)
cpdef int server_hello_at(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

cdef class ServerFlight:
    cdef public int version
    cdef public Py_ssize_t cert, cert_end, need
    cdef public bytes joined
    cdef public bint greeted

    @cython.locals(at=Py_ssize_t, record=Py_ssize_t, status=int, _=int)
    cpdef int read(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(at=Py_ssize_t, record=Py_ssize_t, have=Py_ssize_t, missing=Py_ssize_t, status=int, whole=bytes, parts=list, _=int)
    cdef int join(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(after=Py_ssize_t, status=int)
    cdef int messages(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t stop, Py_ssize_t end) except? -9
    cdef int message(self, const unsigned char[::1] data, int kind, Py_ssize_t pos, Py_ssize_t after, Py_ssize_t end) except? -9
    @cython.locals(length=Py_ssize_t)
    cdef int certificate(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t after, Py_ssize_t end) except? -9
    @cython.locals(stop=Py_ssize_t, _=int)
    cdef bint hello(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t after) except -1

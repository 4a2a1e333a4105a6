cimport cython

cdef int CERT_BAD, CERT_END, MAX_CERT_PARTS
cdef int DER_DNS_NAME, DER_EXTENSIONS, DER_INTEGER, DER_OBJECT_ID, DER_OCTETS, DER_SEQUENCE, DER_SET, DER_VERSION
cdef bytes OID_COMMON_NAME, OID_SUBJECT_ALT_NAME

cdef class Certificate:
    cdef public const unsigned char[::1] data
    cdef public Py_ssize_t end, body, after, serial, serial_end, subject, subject_end, names, names_end, name, name_end
    cdef public int tag, parts
    cdef public bint cut

    cpdef release(self)
    @cython.locals(size=Py_ssize_t, count=int, at=Py_ssize_t)
    cdef bint element(self, Py_ssize_t pos, Py_ssize_t end) except -1
    cdef bint enter(self, Py_ssize_t pos, Py_ssize_t end, int tag) except -1
    @cython.locals(_=int)
    cpdef int begin(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(_=int)
    cdef int extensions(self, Py_ssize_t pos, Py_ssize_t end) except? -9
    cdef int alternative_names(self, Py_ssize_t end) except? -9
    @cython.locals(at=Py_ssize_t)
    cdef bint is_value(self, bytes value) except -1
    cpdef int next(self) except? -9

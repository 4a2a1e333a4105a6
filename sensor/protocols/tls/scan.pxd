cimport cython

cdef int CLIENT_HELLO, MAX_HELLO, MAX_RECORD, MAX_RECORDS, RECORD_HANDSHAKE
cdef int TLS_NOT, TLS_MORE, TLS_ONE_RECORD, TLS_RECORDS

@cython.locals(size=Py_ssize_t, record=int, length=int)
cpdef int hello_at(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
@cython.locals(have=Py_ssize_t, length=int, record=int, at=Py_ssize_t, stop=Py_ssize_t, _=int)
cdef int records_hold_hello(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
cpdef bytes unwrap(const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end)

cimport cython

cdef int EXT_SERVER_NAME, EXT_GROUPS, EXT_POINT_FORMATS, EXT_SIGNATURES, EXT_ALPN, EXT_VERSIONS, EXT_ECH, EXT_ESNI
cdef int MAX_EXTENSIONS, HELLO_WHOLE, HELLO_CUT, HELLO_BAD

cdef class HelloScan:
    cdef public int version
    cdef public Py_ssize_t sni, sni_end, ciphers, ciphers_end, extensions, extensions_end, groups, groups_end
    cdef public Py_ssize_t formats, formats_end, alpn, alpn_end, signatures, signatures_end, versions, versions_end
    cdef public bint ech
    cdef public int extension_count

    cdef clear(self)
    @cython.locals(length=int, status=int)
    cpdef int read(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(pos=Py_ssize_t, end=Py_ssize_t, kind=int, size=int, _=int)
    cdef int walk_extensions(self, const unsigned char[::1] data) except? -9
    cdef int extension(self, const unsigned char[::1] data, int kind, Py_ssize_t pos, Py_ssize_t end) except? -9
    @cython.locals(size=int)
    cdef int server_name(self, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -9

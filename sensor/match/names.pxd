cimport cython

cdef unsigned long long _MASK
cdef unsigned long long _START
cdef unsigned long long _STEP
cdef unsigned long long _SPREAD
cdef unsigned int _EXACT
cdef unsigned int _SUFFIX
cdef unsigned int _MAYBE
cdef unsigned int _SEARCH
cdef unsigned int _PUBLIC
cdef unsigned int _BELOW
cdef unsigned int _WANTED_BELOW
cdef int _FLAG_BITS
cdef int _FOLD
cdef unsigned int _DOT
cdef Py_ssize_t _NAME_LIMIT

@cython.final
cdef class NameTable:
    cdef readonly unsigned long long[::1] keys
    cdef readonly unsigned int[::1] values
    cdef readonly unsigned char[::1] hints
    cdef readonly Py_ssize_t used
    cdef readonly unsigned int everything
    cdef readonly dict also
    cdef Py_ssize_t size
    cdef int shift

    cpdef bint wants(self, const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end) except? -1
    cpdef unsigned int find(self, const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end) except? 4294967295

    @cython.locals(h=cython.ulonglong, i=size_t, at=Py_ssize_t, byte=cython.uint, value=cython.uint, best=cython.uint, under=cython.uint, last=bint)
    cdef unsigned int _walk(self, const unsigned char[::1] data, Py_ssize_t start, Py_ssize_t end, bint search, bint first) except? 4294967295

    @cython.locals(key=cython.ulonglong, slot=size_t)
    cdef unsigned int _get(self, unsigned long long h) except? 4294967295

    @cython.locals(key=cython.ulonglong, slot=Py_ssize_t)
    cdef Py_ssize_t _slot(self, unsigned long long h) except -1

    @cython.locals(slot=Py_ssize_t, value=cython.uint)
    cdef int _put(self, unsigned long long h, unsigned int flag, unsigned int payload) except -1

    @cython.locals(h=cython.ulonglong, i=Py_ssize_t, byte=cython.uint)
    cdef int _add(self, bytes raw, unsigned int flag, unsigned int payload) except -1

    @cython.locals(keys=cython.ulonglong[::1], values=cython.uint[::1], i=Py_ssize_t, slot=Py_ssize_t, key=cython.ulonglong)
    cdef int _resize(self, Py_ssize_t size) except -1

    @cython.locals(h=cython.ulonglong, i=Py_ssize_t, at=Py_ssize_t, byte=cython.uint, value=cython.uint)
    cpdef list payloads(self, bytes raw)

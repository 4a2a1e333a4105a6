cimport cython

cdef class Needles:
    cdef list parts, needs

    @cython.locals(data=bytes, first=Py_ssize_t, end=Py_ssize_t, part=tuple)
    cpdef bint holds(self, Py_ssize_t number, bytes payload) except -1
    @cython.locals(number=Py_ssize_t)
    cpdef bint any_holds(self, list numbers, bytes payload) except -1
    @cython.locals(number=Py_ssize_t, most=Py_ssize_t)
    cpdef Py_ssize_t need(self, list numbers) except -1

cimport cython
from sensor.flows.pieces cimport Pieces

cdef class Datagram:
    cdef public Pieces pieces
    cdef public long long started
    cdef public Py_ssize_t total

    @cython.locals(whole=bytes)
    cdef bytes assemble(self)

cdef class Fragments:
    cdef public dict table
    cdef public long long held, incomplete, oversize

    @cython.locals(datagram=Datagram, fresh=list, start="long long", part=bytes, whole=bytes)
    cpdef bytes add(self, object key, Py_ssize_t offset, bint more, bytes piece, long long now)
    @cython.locals(datagram=Datagram)
    cdef drop(self, object key)
    cpdef make_room(self)
    cpdef flush(self)

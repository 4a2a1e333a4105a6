cimport cython
from sensor.decode.packet cimport Packet
from sensor.protocols.quic.crypto cimport CryptoStream

cdef Py_ssize_t PIECE_OVERHEAD

cdef class Connection:
    cdef public int client, packets, failed
    cdef public unsigned int version
    cdef public bytes dcid, peer, tried
    cdef public CryptoStream hello
    cdef public Packet origin
    cdef public str fate
    cdef public long long mark
    cdef public bint done

    @cython.locals(hello=CryptoStream)
    cpdef Py_ssize_t held(self) except -1

cdef class Connections:
    cdef public object table
    cdef public dict waiting
    cdef public long long held

    cpdef Connection open(self, object flow)
    cpdef Connection find(self, object flow)
    @cython.locals(hello=CryptoStream, before=Py_ssize_t)
    cpdef bint add(self, Connection connection, Py_ssize_t offset, bytes piece) except -1
    cpdef wait(self, Connection connection, Packet origin)
    cdef wait_no_more(self, Connection connection)
    cpdef release(self, Connection connection)
    cpdef Connection close(self, object flow)
    cpdef Connection make_room(self)
    cpdef Connection pop(self)

from sensor.decode.packet cimport Packet

cdef class Connection:
    cdef public int client, packets, failed
    cdef public unsigned int version
    cdef public bytes dcid, peer, tried
    cdef public object hello
    cdef public Packet origin
    cdef public str fate
    cdef public long long mark
    cdef public bint done

cdef class Connections:
    cdef public object table
    cdef public long long held

    cpdef Connection open(self, object flow)
    cpdef Connection find(self, object flow)
    cpdef bint add(self, Connection connection, Py_ssize_t offset, bytes piece) except -1
    cpdef release(self, Connection connection)
    cpdef Connection close(self, object flow)
    cpdef Connection make_room(self)
    cpdef Connection pop(self)

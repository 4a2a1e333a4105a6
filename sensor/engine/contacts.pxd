cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.emitter cimport Emitter
from sensor.flows.key cimport address_hash
from sensor.match.names cimport NameTable
from sensor.match.servers cimport ServerTable
from sensor.wire.copy cimport copied

cdef int FIRST_EPHEMERAL, HINTS, PROTO_TCP, TCP_ACK, TCP_SYN

cdef class Contacts:
    cdef Emitter emitter
    cdef public object resolved
    cdef dict waiting
    cdef public ServerTable servers
    cdef public bint has_answers
    cdef public bytearray hints

    @cython.locals(raw=bytes, asker=bytes, probe=Packet)
    cdef int learn(self, Packet packet, object body, NameTable wanted) except? -1
    @cython.locals(watch=int)
    cpdef int new_flow(self, Packet packet) except? -1
    @cython.locals(server=Py_ssize_t, client=Py_ssize_t, length=int, client_direction=int)
    cdef int was_resolved(self, Packet packet, int answer) except? -1
    cdef bint waits(self, Packet packet) except -1
    cdef int spoke(self, Packet packet, bint named) except? -1
    @cython.locals(answer=bint, called=bint, answers=bint)
    cdef int server_flow(self, Packet packet) except? -1
    cdef bint server_wanted(self, Packet packet, Py_ssize_t address, int port) except -1

cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.observer cimport Observer
from sensor.flows.recent cimport Recent
from sensor.flows.stream cimport Stream
from sensor.match.needles cimport Needles
from sensor.wire.copy cimport copied

cdef int CLIENT, SERVER, STREAM_OK
cdef Py_ssize_t MAX_PAYLOAD

cdef class Rules:
    cdef list client, server
    cdef Py_ssize_t need

cdef class Head:
    cdef Packet origin
    cdef Stream stream
    cdef Rules rules

cdef class PayloadReader:
    cdef Observer observer
    cdef Recent recent
    cdef public object heads
    cdef public object table
    cdef frozenset anchors
    cdef Py_ssize_t anchor
    cdef Needles needles

    cpdef look_at(self, object table)
    @cython.locals(key=tuple, head=Head, rules=Rules, stream=Stream, status=int)
    cpdef bint segment(self, Packet packet, unsigned int base, int side) except -1
    @cython.locals(rules=Rules)
    cpdef int datagram(self, Packet packet) except -1
    cpdef bint is_anchor(self, Packet packet) except -1
    @cython.locals(length=int, address=bytes, client=list, server=list)
    cdef Rules rules(self, Packet packet, int side)
    cdef int tell(self, Packet packet, Rules rules, bytes payload) except -1
    @cython.locals(head=Head)
    cpdef int end(self, unsigned long long flow, int direction) except -1
    @cython.locals(head=Head)
    cdef int make_room(self, long long now) except -1
    cpdef flush(self)

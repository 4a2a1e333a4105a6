cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.connections cimport Connection, Connections
from sensor.engine.observer cimport Observer
from sensor.engine.tally cimport Tally
from sensor.flows.table cimport FlowTable
from sensor.protocols.handshake.hello cimport HelloScan
from sensor.protocols.quic.crypto cimport CryptoStream, lacking
from sensor.protocols.quic.scan cimport FrameScan, LongHeader
from sensor.wire.copy cimport copied

cdef int FLOW_WATCHED, FRAMES_CRYPTO, HELLO_WHOLE, STATE_DONE
cdef Py_ssize_t HANDSHAKE_HEADER
cdef unsigned int VERSION_Q050
cdef tuple GOOGLE_FRAMES

cdef class QuicHellos:
    cdef public FlowTable table
    cdef public Observer observer
    cdef public Tally tally
    cdef public object watch
    cdef public Connections connections
    cdef LongHeader header
    cdef FrameScan frames
    cdef HelloScan hello

    @cython.locals(dropped=Connection)
    cdef Connection begin(self, Packet packet)
    cdef int settle(self, Connection connection, str fate) except -1
    @cython.locals(frames=FrameScan, fits=bint, piece=bytes, missing=Py_ssize_t)
    cdef int opened(self, Packet packet, Py_ssize_t slot, Connection connection, bytes payload) except -1
    cdef FrameScan walk(self, bytes payload)
    @cython.locals(hello=CryptoStream, message=bytes, mark="long long", status=int)
    cdef int whole(self, Packet packet, Py_ssize_t slot, Connection connection) except -1
    @cython.locals(end=Py_ssize_t)
    cdef int read(self, bytes message) except? -9
    cdef int follow(self, Packet packet, Py_ssize_t slot, int watch) except -1
    cdef int finish(self, Connection connection, str fate) except -1
    cpdef int retire(self, Connection connection) except -1
    cdef int chlo(self, Packet packet, Py_ssize_t slot, Connection connection, dict values) except -1
    @cython.locals(hello=CryptoStream, origin=Packet, message=bytes)
    cpdef bint last_words(self, Connection connection) except -1

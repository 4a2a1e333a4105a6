cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.connections cimport Connection
from sensor.engine.quic_hellos cimport QuicHellos
from sensor.protocols.quic.keys cimport open_initial
from sensor.protocols.quic.scan cimport FrameScan, LongHeader
from sensor.wire.copy cimport copied

cdef int FAMILY_PROTECTED, FRAMES_CRYPTO, MAX_COALESCED, PACKET_CLEAR, PACKET_INITIAL, PACKET_NONE, PACKET_RETRY

cdef class QuicReader(QuicHellos):
    @cython.locals(header=LongHeader, kind=int, _=int)
    cpdef int datagram(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(header=LongHeader, connection=Connection, payload=bytes)
    cdef int initial(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(header=LongHeader, own=bytes, payload=bytes, again=Connection)
    cdef int after(self, Packet packet, Py_ssize_t slot, Connection connection) except -1
    @cython.locals(header=LongHeader, own=bytes, payload=bytes)
    cdef bytes open(self, Packet packet, Connection connection)
    @cython.locals(payload=bytes, frames=FrameScan)
    cdef bytes open_with(self, Packet packet, bytes connection_id)
    @cython.locals(connection=Connection)
    cdef int retry(self, Packet packet) except -1
    @cython.locals(message=bytes, values=dict, own=bytes, connection=Connection)
    cdef int clear(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(connection=Connection)
    cpdef flush(self)

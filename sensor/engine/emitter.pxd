cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.tally cimport Tally
from sensor.wire.copy cimport copied

cdef int ADDRESS_CACHE, IPV4_BYTES, MAC_BYTES

cdef class Emitter:
    cdef public object sink
    cdef public Tally tally
    cdef public dict address_text

    cpdef int emit(self, Packet packet, str kind, object body, int proxied, int answer=*) except? -1
    @cython.locals(vlans=int, at=int)
    cdef object make(self, Packet packet, str kind, object body, int proxied, int answer)
    cdef object tunnel(self, Packet packet)
    cdef str address(self, Packet packet, Py_ssize_t pos)
    @cython.locals(text=str)
    cdef str text(self, bytes raw)

cdef mac_text(Packet packet, Py_ssize_t offset)
@cython.locals(text=str)
cdef str address_of(bytes raw)

cimport cython
from sensor.decode.packet cimport Packet
from sensor.wire.copy cimport copied

cdef int LAYER_IP4, LAYER_IP6, IP4_HEADER, IP6_HEADER
cdef bytes IP4_BEGIN, IP6_BEGIN, EVERY_BYTE

@cython.locals(pos=Py_ssize_t, layer=int, rest=bytes, data=bytes)
cpdef int put_whole(Packet packet, bytes whole) except -1

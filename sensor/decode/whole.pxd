cimport cython
from sensor.decode.packet cimport Packet

cdef int LAYER_IP4, LAYER_IP6, IP4_HEADER, IP6_HEADER

@cython.locals(version=int, length=int, at=int, data=bytearray)
cpdef int put_whole(Packet packet, bytes whole) except -1

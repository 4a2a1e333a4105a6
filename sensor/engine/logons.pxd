cimport cython
from sensor.decode.packet cimport Packet

cdef int AS_REQUEST, PORT_KERBEROS, SMB1_SESSION_SETUP, SMB2_SESSION_SETUP, LENGTH_BYTES

@cython.locals(data="const unsigned char[::1]", pos=Py_ssize_t)
cpdef bint asks_for_logon(Packet packet) except -1

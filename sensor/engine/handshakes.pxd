cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.contacts cimport Contacts
from sensor.engine.emitter cimport Emitter
from sensor.match.names cimport NameTable
from sensor.protocols.handshake.hello cimport HelloScan
from sensor.protocols.tls.certificate cimport Certificate
from sensor.wire.copy cimport copied
from sensor.wire.name cimport Name

cdef Py_ssize_t HANDSHAKE_HEADER
cdef int CIPHERS_SHIFT, MOST_COUNTED, SNI_BIT
cdef int FLOW_NAMED, FLOW_PROXIED, PORT_ENCRYPTED, CERT_BAD, PROTO_TCP, HELLO_BAD, HELLO_CUT, HELLO_WHOLE

cdef class HandshakeObserver(Emitter):
    cdef public Contacts contacts
    cdef public NameTable names, resolvers
    cdef public bint observe_all, named, wants_certificates
    cdef public object handshakes
    cdef public bytes hellos
    cdef public Name name
    cdef public HelloScan hello
    cdef public Certificate cert

    cpdef look_for(self, object matcher)
    @cython.locals(hello=HelloScan, status=int, wanted=bint)
    cpdef int client_hello(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int proxied) except? -1
    @cython.locals(wanted=bint, named=bint)
    cpdef int quic_hello(self, Packet packet, bytes message, HelloScan hello, unsigned int version) except? -1
    @cython.locals(wanted=bint, raw=bytes)
    cpdef int quic_chlo(self, Packet packet, dict values, unsigned int version) except? -1
    @cython.locals(cert=Certificate, wanted=bint, named=bint, raw=bytes)
    cpdef int certificate(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int version, int flags) except? -1
    @cython.locals(ciphers=int, extensions=int)
    cdef bint may_be_known(self, HelloScan hello) except -1
    cdef int hidden_dns(self, Packet packet, HelloScan hello) except? -1
    cdef bint is_outer_name(self) except -1

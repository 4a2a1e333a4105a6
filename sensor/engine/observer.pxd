cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.tally cimport Tally
from sensor.match.names cimport NameTable
from sensor.match.servers cimport ServerTable
from sensor.protocols.dns.scan cimport DnsScan
from sensor.protocols.handshake.hello cimport HelloScan
from sensor.protocols.http.scan cimport RequestScan
from sensor.protocols.tls.certificate cimport Certificate
from sensor.wire.name cimport Name

cdef int MOST_CIPHERS, SNI_BIT
cdef int FLOW_NAMED, FLOW_PROXIED, PORT_ENCRYPTED, CERT_BAD, PROTO_TCP, HELLO_BAD, HELLO_CUT, HELLO_WHOLE, ADDRESS_CACHE

cdef class Observer:
    cdef public object sink
    cdef public Tally tally
    cdef public NameTable names
    cdef public ServerTable servers
    cdef public bint wants_http, observe_all
    cdef public object handshakes
    cdef public bytes hellos
    cdef public bint wants_certificates
    cdef public NameTable resolvers
    cdef public Name name
    cdef public DnsScan scan
    cdef public HelloScan hello
    cdef public bint named
    cdef public RequestScan request
    cdef public Certificate cert
    cdef public dict address_text

    @cython.locals(scan=DnsScan, wanted=bint)
    cpdef int dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    @cython.locals(scan=DnsScan, wanted=bint, status=int)
    cdef bint wants_message(self) except -1
    @cython.locals(hello=HelloScan, status=int, wanted=bint)
    cpdef int client_hello(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int proxied) except? -1
    cdef int hidden_dns(self, Packet packet, HelloScan hello) except? -1
    @cython.locals(count=int)
    cdef bint may_be_known(self, HelloScan hello) except -1
    cdef bint is_outer_name(self) except -1
    @cython.locals(wanted=bint)
    cpdef int quic_hello(self, Packet packet, bytes message, HelloScan hello, unsigned int version) except? -1
    @cython.locals(wanted=bint)
    cpdef int quic_chlo(self, Packet packet, dict values, unsigned int version) except? -1
    @cython.locals(wanted=bint)
    cpdef int http(self, Packet packet, const unsigned char[::1] data, RequestScan request, int proxied) except? -1
    @cython.locals(cert=Certificate, wanted=bint, named=bint, raw=bytes)
    cpdef int certificate(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int version, int flags) except? -1
    @cython.locals(wanted=bint, raw=bytes)
    cpdef int http_value(self, Packet packet, object body, int proxied) except? -1
    cpdef int new_flow(self, Packet packet) except? -1
    @cython.locals(vlans=int, at=int)
    cpdef int emit(self, Packet packet, str kind, object body, int proxied, int answer=*) except? -1
    cpdef look_at(self, object handshakes)
    cdef object tunnel(self, Packet packet)
    cdef str address(self, Packet packet, Py_ssize_t pos)

cdef mac_text(Packet packet, Py_ssize_t offset)

cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.tally cimport Tally
from sensor.flows.key cimport address_hash
from sensor.match.names cimport NameTable
from sensor.match.servers cimport ServerTable
from sensor.protocols.dns.scan cimport DnsScan
from sensor.protocols.handshake.hello cimport HelloScan
from sensor.protocols.http.scan cimport RequestScan
from sensor.protocols.tls.certificate cimport Certificate
from sensor.wire.name cimport Name

cdef int CIPHERS_SHIFT, MOST_COUNTED, SNI_BIT
cdef int FLOW_NAMED, FLOW_PROXIED, PORT_ENCRYPTED, CERT_BAD, PROTO_TCP, HELLO_BAD, HELLO_CUT, HELLO_WHOLE, ADDRESS_CACHE
cdef int TCP_ACK, TCP_SYN, FIRST_EPHEMERAL, HINTS

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
    cdef public object resolved
    cdef public bint has_answers
    cdef public bytearray hints

    @cython.locals(scan=DnsScan, wanted=bint)
    cpdef int dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    @cython.locals(scan=DnsScan, wanted=bint, status=int)
    cdef bint wants_message(self) except -1
    @cython.locals(hello=HelloScan, status=int, wanted=bint)
    cpdef int client_hello(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int proxied) except? -1
    cdef int hidden_dns(self, Packet packet, HelloScan hello) except? -1
    @cython.locals(ciphers=int, extensions=int)
    cdef bint may_be_known(self, HelloScan hello) except -1
    cdef bint is_outer_name(self) except -1
    @cython.locals(wanted=bint, named=bint)
    cpdef int quic_hello(self, Packet packet, bytes message, HelloScan hello, unsigned int version) except? -1
    @cython.locals(wanted=bint)
    cpdef int quic_chlo(self, Packet packet, dict values, unsigned int version) except? -1
    @cython.locals(wanted=bint)
    cpdef int http(self, Packet packet, const unsigned char[::1] data, RequestScan request, int proxied) except? -1
    @cython.locals(cert=Certificate, wanted=bint, named=bint, raw=bytes)
    cpdef int certificate(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int version, int flags) except? -1
    @cython.locals(wanted=bint, raw=bytes)
    cpdef int http_value(self, Packet packet, object body, int proxied) except? -1
    @cython.locals(raw=bytes, asker=bytes, probe=Packet)
    cdef int learn(self, Packet packet, object body, object resolved) except? -1
    @cython.locals(watch=int)
    cpdef int new_flow(self, Packet packet) except? -1
    @cython.locals(server=Py_ssize_t, client=Py_ssize_t, length=int)
    cdef int was_resolved(self, Packet packet, int answer) except? -1
    cdef int spoke(self, Packet packet, bint named) except? -1
    @cython.locals(answer=bint, called=bint, answers=bint)
    cdef int server_flow(self, Packet packet) except? -1
    cdef bint server_wanted(self, Packet packet, Py_ssize_t address, int port) except -1
    cpdef int emit(self, Packet packet, str kind, object body, int proxied, int answer=*) except? -1
    cpdef look_at(self, object handshakes)
    @cython.locals(vlans=int, at=int)
    cdef object make(self, Packet packet, str kind, object body, int proxied, int answer)
    cdef object tunnel(self, Packet packet)
    cdef str address(self, Packet packet, Py_ssize_t pos)

cdef mac_text(Packet packet, Py_ssize_t offset)

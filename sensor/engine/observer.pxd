cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.handshakes cimport HandshakeObserver
from sensor.flows.cards cimport Cards
from sensor.flows.paths cimport Paths
from sensor.protocols.dns.scan cimport DnsScan
from sensor.protocols.http.scan cimport RequestScan
from sensor.wire.copy cimport copied

cdef int PROTO_TCP, ANSWER, FLAG_RD, FLAG_RESPONSE, PORT_DNS, RCODE_MASK, RCODE_REFUSED
cdef Py_ssize_t MAX_VALUE

cdef class Observer(HandshakeObserver):
    cdef public DnsScan scan
    cdef public RequestScan request
    cdef public Paths paths
    cdef public Cards cards
    cdef public object hostless
    cdef public bint all_requests

    cpdef look_for(self, object matcher)
    @cython.locals(scan=DnsScan, wanted=bint)
    cpdef int dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    @cython.locals(flags=int)
    cdef bint shows_resolver(self, Packet packet) except -1
    @cython.locals(scan=DnsScan, wanted=bint, status=int)
    cdef bint wants_message(self) except -1
    @cython.locals(hosted=bint, site=bytes)
    cpdef int http(self, Packet packet, const unsigned char[::1] data, RequestScan request, int proxied) except? -1
    cdef bint shows_machines(self, Packet packet, int proxy) except -1
    @cython.locals(read=Py_ssize_t, end=Py_ssize_t)
    cdef bint wants_request(self, const unsigned char[::1] data, RequestScan request, bint hosted) except -1
    @cython.locals(wanted=bint, raw=bytes)
    cpdef int http_value(self, Packet packet, object body, int proxied) except? -1

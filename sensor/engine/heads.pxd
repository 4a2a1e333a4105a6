cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.observer cimport Observer
from sensor.engine.tally cimport Tally
from sensor.flows.table cimport FlowTable
from sensor.protocols.dns.scan cimport DnsScan
from sensor.protocols.http.scan cimport RequestScan, preface_at, settings_at
from sensor.protocols.tls.flight cimport ServerFlight, server_hello_at
from sensor.protocols.tls.scan cimport hello_at, unwrap
from sensor.wire.copy cimport copied

cdef int FLOW_CLIENT_1, FLOW_CLIENT_KNOWN, FLOW_NAMED, FLOW_PROXIED
cdef int FLOW_WATCHED
cdef int STATE_DNS, STATE_DONE, STATE_HTTP, STATE_HTTP2, STATE_OPEN, STATE_SERVER, STATE_START
cdef int PORT_DNS, DNS_HEADER, HTTP_MORE, FLIGHT_CERT, FLIGHT_MORE, TLS_MORE, TLS_NOT, TLS_ONE_RECORD, NEED_MORE
cdef long long BODY_UNKNOWN

cdef class HeadReader:
    cdef public FlowTable table
    cdef public Observer observer
    cdef public Tally tally
    cdef public object watch, http2
    cdef public ServerFlight flight

    @cython.locals(flags=int)
    cdef bint is_server(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(least=int)
    cdef int begins(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int state) except? -1
    @cython.locals(length=Py_ssize_t, port_53=bint)
    cdef bint begins_dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int state) except -1
    @cython.locals(first=Py_ssize_t, used=Py_ssize_t, now=int)
    cdef Py_ssize_t read(self, Packet packet, Py_ssize_t slot, int state, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    cdef int set_state(self, Py_ssize_t slot, int direction, int state) except? -1
    @cython.locals(status=int, proxied=int, watch=int, length=Py_ssize_t, whole=bytes)
    cdef Py_ssize_t read_hello(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(status=int)
    cdef Py_ssize_t read_flight(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(flight=ServerFlight, flags=int, watch=int, client=int, joined=bytes)
    cdef int take_certificate(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data) except? -1
    cdef int watch_flow(self, Packet packet, Py_ssize_t slot, str kind) except? -1
    @cython.locals(request=RequestScan)
    cdef int watch_request(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data) except? -1
    @cython.locals(request=RequestScan, head_end=Py_ssize_t, upgraded=bint)
    cdef Py_ssize_t read_request(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    cdef Py_ssize_t take_request(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t head_end, RequestScan request) except? -2
    @cython.locals(used=Py_ssize_t)
    cdef Py_ssize_t read_http2(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(length=Py_ssize_t)
    cdef Py_ssize_t read_dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(request=RequestScan, scan=DnsScan, kind=int, proxied=int, watch=int, status=Py_ssize_t)
    cdef int last_words(self, Packet packet, Py_ssize_t slot, int state, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1

cimport cython
from sensor.decode.packet cimport Packet
from sensor.engine.observer cimport Observer
from sensor.engine.tally cimport Tally
from sensor.flows.table cimport FlowTable
from sensor.protocols.dns.scan cimport DnsScan
from sensor.protocols.http.scan cimport RequestScan, preface_at, settings_at
from sensor.protocols.tls.flight cimport ServerFlight, server_hello_at
from sensor.protocols.tls.scan cimport hello_at, unwrap
from sensor.wire.sequence cimport distance, wrapped

cdef int TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
cdef int FLOW_ANSWERED, FLOW_CLIENT_1, FLOW_CLIENT_KNOWN, FLOW_PROXIED, FLOW_SEEN_0, FLOW_SEEN_1
cdef int FLOW_STREAM_0, FLOW_STREAM_1, FLOW_SYN, FLOW_TCP, FLOW_WATCHED
cdef int STATE_DNS, STATE_DONE, STATE_HTTP, STATE_HTTP2, STATE_OPEN, STATE_SERVER, STATE_START
cdef int PORT_DNS, DNS_HEADER, HTTP_MORE, FLIGHT_CERT, FLIGHT_MORE, TLS_MORE, TLS_NOT, TLS_ONE_RECORD, NEED_MORE, NO_SLOT
cdef long long BODY_UNKNOWN

cdef class TcpReader:
    cdef public FlowTable table
    cdef public Observer observer
    cdef public Tally tally
    cdef public object watch, streams, http2
    cdef public ServerFlight flight

    @cython.locals(table=FlowTable, direction=int, seen=int, flags=int, state=int)
    cpdef int packet(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, first="unsigned int")
    cdef int control(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(table=FlowTable, state=int)
    cdef bint ports_used_again(self, Packet packet, Py_ssize_t slot, unsigned int first) except -1
    @cython.locals(table=FlowTable, direction=int)
    cdef int forget(self, Packet packet, Py_ssize_t slot) except? -1
    cdef int expect(self, Py_ssize_t slot, int direction, int state, long long seq) except? -1
    @cython.locals(kind=int)
    cdef int loose_data(self, Packet packet, Py_ssize_t slot) except? -1
    @cython.locals(flags=int)
    cdef bint is_server(self, Packet packet, Py_ssize_t slot) except -1
    @cython.locals(least=int)
    cdef int begins(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int state) except? -1
    @cython.locals(length=Py_ssize_t, port_53=bint)
    cdef bint begins_dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end, int state) except -1
    @cython.locals(expected="unsigned int", behind="long long", pos=Py_ssize_t, used=Py_ssize_t)
    cdef int ordered_data(self, Packet packet, Py_ssize_t slot, int state) except? -1
    @cython.locals(behind="unsigned int", expected="unsigned int")
    cdef int skip_cut(self, Packet packet, Py_ssize_t slot, int state) except? -1
    cdef int cut_short(self, Packet packet, Py_ssize_t slot, int state, Py_ssize_t pos) except? -1
    @cython.locals(first=Py_ssize_t, used=Py_ssize_t, now=int)
    cdef Py_ssize_t read(self, Packet packet, Py_ssize_t slot, int state, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    cdef int set_state(self, Py_ssize_t slot, int direction, int state) except? -1
    @cython.locals(status=int, proxied=int, watch=int, length=Py_ssize_t, whole=bytes)
    cdef Py_ssize_t read_hello(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(status=int)
    cdef Py_ssize_t read_flight(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(flight=ServerFlight, proxied=int, watch=int, client=int, joined=bytes)
    cdef int take_certificate(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data) except? -1
    cdef int watch_flow(self, Packet packet, Py_ssize_t slot, str kind) except? -1
    @cython.locals(request=RequestScan, head_end=Py_ssize_t, upgraded=bint)
    cdef Py_ssize_t read_request(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    cdef Py_ssize_t take_request(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t head_end, RequestScan request) except? -2
    @cython.locals(used=Py_ssize_t)
    cdef Py_ssize_t read_http2(self, Packet packet, Py_ssize_t slot, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    @cython.locals(length=Py_ssize_t)
    cdef Py_ssize_t read_dns(self, Packet packet, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -2
    cdef int open_stream(self, Packet packet, Py_ssize_t slot, long long base, int state, Py_ssize_t pos) except? -1
    @cython.locals(state=int)
    cdef int stream_data(self, Packet packet, Py_ssize_t slot) except? -1
    cdef int make_room(self) except? -1
    cdef int feed(self, Packet packet, Py_ssize_t slot, long long seq, Py_ssize_t pos) except? -1
    @cython.locals(used=Py_ssize_t, state=int, first=bint)
    cdef int drain(self, Packet packet, Py_ssize_t slot, object stream) except? -1
    cdef int close_stream(self, Packet packet, Py_ssize_t slot, int state, long long seq) except? -1
    cpdef give_up(self, unsigned long long flow, int direction, Py_ssize_t slot)
    cdef abandon(self, object stream, Py_ssize_t slot)
    @cython.locals(request=RequestScan, scan=DnsScan, kind=int, proxied=int, watch=int, status=Py_ssize_t)
    cdef int last_words(self, Packet packet, Py_ssize_t slot, int state, const unsigned char[::1] data, Py_ssize_t pos, Py_ssize_t end) except? -1
    cpdef evicted(self, unsigned long long flow, int flags)
    cpdef flush(self)

"""The heads that TCP directions begin with: recognise one, read it whole, take what it says.

Which bytes come next is for `sensor.engine.tcp` to find out; here they are in order.
"""

from sensor.decode.packet import Packet
from sensor.engine.http2 import Http2Reader
from sensor.engine.observer import Observer
from sensor.engine.outcome import CONNECT
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import (
    FLOW_CLIENT_1,
    FLOW_CLIENT_KNOWN,
    FLOW_NAMED,
    FLOW_PROXIED,
    FLOW_WATCHED,
    STATE_DNS,
    STATE_DONE,
    STATE_HTTP,
    STATE_HTTP2,
    STATE_OPEN,
    STATE_SERVER,
    STATE_START,
)
from sensor.flows.table import FlowTable
from sensor.protocols.dns.consts import HEADER_BYTES as DNS_HEADER
from sensor.protocols.dns.consts import PORT_DNS
from sensor.protocols.http.consts import BODY_UNKNOWN, HTTP_MORE
from sensor.protocols.http.scan import RequestScan, preface_at, settings_at
from sensor.protocols.tls.consts import FLIGHT_CERT, FLIGHT_MORE, TLS_MORE, TLS_NOT, TLS_ONE_RECORD
from sensor.protocols.tls.flight import ServerFlight, server_hello_at
from sensor.protocols.tls.scan import hello_at, unwrap
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied

NEED_MORE = -1
"""Answer of the readers: what is there is a beginning, its rest has to come."""


class HeadReader:
    """Reads heads out of bytes in order, and notes in the flow table what comes after them. Typed in ``heads.pxd``."""

    def __init__(self, table: FlowTable, observer: Observer, tally: Tally, watch: Watch) -> None:
        self.table = table
        self.observer = observer
        self.tally = tally
        self.watch = watch
        self.flight = ServerFlight()
        self.http2 = Http2Reader(observer, watch)

    def is_server(self, packet: Packet, slot: int) -> bool:
        """True when the sender is known to be the side that was called; text that it sends is no request of its own."""
        flags = self.table.flags[slot]
        if not flags & FLOW_CLIENT_KNOWN:
            return False
        return (flags & FLOW_CLIENT_1 != 0) != (packet.direction == 1)

    def begins(self, packet: Packet, data: Buffer, pos: int, end: int, state: int) -> int:
        """Return the state that the bytes at *pos* call for; *state* when they are nothing that we read.

        In a direction whose beginning is known a prefix is enough; else the bytes must be clear by themselves.
        """
        if hello_at(data, pos, end) > (TLS_NOT if state == STATE_OPEN or end - pos > 10 else TLS_MORE):
            return STATE_OPEN
        if server_hello_at(data, pos, end) > (TLS_NOT if state == STATE_OPEN else TLS_MORE):
            return STATE_SERVER
        if self.observer.request.looks_like(data, pos, end) > (HTTP_MORE - 1 if state == STATE_OPEN else HTTP_MORE):
            return STATE_HTTP
        least = HTTP_MORE if state == STATE_OPEN else HTTP_MORE + 1
        if preface_at(data, pos, end) >= least:
            return STATE_HTTP2
        if settings_at(data, pos, end) >= least and self.http2.knows(packet.flow):
            return STATE_HTTP2
        if self.begins_dns(packet, data, pos, end, state):
            return STATE_DNS
        return STATE_START

    def begins_dns(self, packet: Packet, data: Buffer, pos: int, end: int, state: int) -> bool:
        """True at the beginning of a stream on port 53; elsewhere for a length and a whole, strict message.

        Some resolvers send the length in a segment of its own: on port 53 that is a beginning too.
        """
        port_53 = packet.sport == PORT_DNS or packet.dport == PORT_DNS
        if end - pos < 2:
            return port_53 and state == STATE_OPEN
        length = data[pos] << 8 | data[pos + 1]
        if port_53 and (state == STATE_OPEN or end - pos == 2):
            return length >= DNS_HEADER
        return pos + 2 + length <= end and self.observer.scan.looks_like(data, pos + 2, pos + 2 + length)

    def read(self, packet: Packet, slot: int, state: int, data: Buffer, pos: int, end: int) -> int:
        """Read all heads that are whole at ``data[pos:end]``; return the bytes used, which may reach past *end*.

        The state of the direction is set to what comes next: DONE when nothing more is wanted, START to look for the
        next beginning at every segment.
        """
        first = pos
        while pos < end:
            if state == STATE_OPEN:
                state = self.begins(packet, data, pos, end, STATE_OPEN)
                self.set_state(slot, packet.direction, state)
            if state == STATE_OPEN:
                used = self.read_hello(packet, slot, data, pos, end)
            elif state == STATE_HTTP:
                used = self.read_request(packet, slot, data, pos, end)
            elif state == STATE_DNS:
                used = self.read_dns(packet, data, pos, end)
            elif state == STATE_SERVER:
                used = self.read_flight(packet, slot, data, pos, end)
            elif state == STATE_HTTP2:
                used = self.read_http2(packet, slot, data, pos, end)
            else:  # another protocol, which may turn into one of ours later (STARTTLS, SOCKS)
                used = 0
            if used == NEED_MORE:
                return pos - first
            pos += used
            now = self.table.state1[slot] if packet.direction else self.table.state0[slot]
            if now == STATE_DONE or now == STATE_START:
                return pos - first
            state = now
        return pos - first

    def set_state(self, slot: int, direction: int, state: int) -> int:
        """Set the state of one direction."""
        if direction:
            self.table.state1[slot] = state
        else:
            self.table.state0[slot] = state
        return 0

    def read_hello(self, packet: Packet, slot: int, data: Buffer, pos: int, end: int) -> int:
        """Read a ClientHello; the direction is done after it."""
        status = hello_at(data, pos, end)
        if status == TLS_MORE:
            return NEED_MORE
        if status != TLS_NOT:
            proxied = self.table.flags[slot] & FLOW_PROXIED
            if status == TLS_ONE_RECORD:
                length = 4 + (data[pos + 6] << 16 | data[pos + 7] << 8 | data[pos + 8])
                watch = self.observer.client_hello(packet, data, pos + 5, pos + 5 + length, proxied)
            else:
                whole = unwrap(data, pos, end)
                length = 4 + (whole[1] << 16 | whole[2] << 8 | whole[3])
                watch = self.observer.client_hello(packet, whole, 0, length, proxied)
            if self.observer.named:
                self.table.flags[slot] |= FLOW_NAMED
            if watch:
                self.watch_flow(packet, slot, "tls")
        self.set_state(slot, packet.direction, STATE_DONE)
        return 0

    def read_flight(self, packet: Packet, slot: int, data: Buffer, pos: int, end: int) -> int:
        """Read what a server says first, as far as its certificate; the direction is done after it."""
        status = self.flight.read(data, pos, end)
        if status == FLIGHT_MORE:
            return NEED_MORE
        if status == FLIGHT_CERT:
            self.take_certificate(packet, slot, data)
        self.set_state(slot, packet.direction, STATE_DONE)
        return 0

    def take_certificate(self, packet: Packet, slot: int, data: Buffer) -> int:
        """Report the certificate that `flight` has found; the receiver of *packet* is the side that asked."""
        flight = self.flight
        flags = self.table.flags[slot] if slot >= 0 else 0
        if flight.joined is None:
            watch = self.observer.certificate(packet, data, flight.cert, flight.cert_end, flight.version, flags)
        else:
            joined = flight.joined
            watch = self.observer.certificate(packet, joined, flight.cert, flight.cert_end, flight.version, flags)
        if watch and slot >= 0:
            self.table.flags[slot] |= FLOW_WATCHED
            client = 1 - packet.direction
            self.watch.start(packet.flow, client, "tls", packet.ts, self.tally.two_sided, answered=True)
        return 0

    def watch_flow(self, packet: Packet, slot: int, kind: str) -> int:
        """Follow the rest of the conversation for its outcome."""
        self.table.flags[slot] |= FLOW_WATCHED
        self.watch.start(packet.flow, packet.direction, kind, packet.ts, self.tally.two_sided)
        return 0

    def watch_request(self, packet: Packet, slot: int, data: Buffer) -> int:
        """The same after the request that was read from *data*."""
        request = self.observer.request
        self.watch_flow(packet, slot, CONNECT if request.connect else "http")
        if request.site(data):
            self.watch.asks(packet.flow, copied(data, request.site_start, request.site_end))
        return 0

    def read_request(self, packet: Packet, slot: int, data: Buffer, pos: int, end: int) -> int:
        """Read one request head; return its length and that of its body."""
        request = self.observer.request
        head_end = request.read(data, pos, end)
        if head_end == HTTP_MORE:
            return NEED_MORE
        if head_end < 0:
            upgraded = preface_at(data, pos, end) >= HTTP_MORE
            self.set_state(slot, packet.direction, STATE_HTTP2 if upgraded else STATE_START)
            return 0
        return self.take_request(packet, slot, data, head_end, request) - pos

    def take_request(self, packet: Packet, slot: int, data: Buffer, head_end: int, request: RequestScan) -> int:
        """Report the request that was read; return the position at which the next one begins."""
        if self.observer.http(packet, data, request, self.table.flags[slot] & FLOW_PROXIED):
            self.watch_request(packet, slot, data)
        if request.connect:
            self.table.flags[slot] |= FLOW_PROXIED
            self.set_state(slot, packet.direction, STATE_OPEN)
        elif request.body == BODY_UNKNOWN:
            self.set_state(slot, packet.direction, STATE_START)
        else:
            self.set_state(slot, packet.direction, STATE_HTTP)
            return head_end + request.body
        return head_end

    def read_http2(self, packet: Packet, slot: int, data: Buffer, pos: int, end: int) -> int:
        """Read the frames of HTTP/2 that are whole."""
        used: int = self.http2.read(packet, bytes(data[pos:end]), self.table.flags[slot] & FLOW_PROXIED)
        if self.http2.wanted:
            self.watch_flow(packet, slot, self.http2.wanted)
            self.watch.asks(packet.flow, self.http2.asked)
        if used < 0:
            self.set_state(slot, packet.direction, STATE_DONE)
            return 0
        return used or NEED_MORE

    def read_dns(self, packet: Packet, data: Buffer, pos: int, end: int) -> int:
        """Read one message behind its length (RFC 1035 section 4.2.2)."""
        if pos + 2 > end:
            return NEED_MORE
        length = data[pos] << 8 | data[pos + 1]
        if pos + 2 + length > end:
            return NEED_MORE
        self.observer.dns(packet, data, pos + 2, pos + 2 + length)
        return 2 + length

    def last_words(self, packet: Packet, slot: int, state: int, data: Buffer, pos: int, end: int) -> int:
        """Read a head whose end will not come: a name before the cut is as good as any."""
        kind = self.begins(packet, data, pos, end, state)
        proxied = self.table.flags[slot] & FLOW_PROXIED if slot >= 0 else 0
        watch = 0
        if kind == STATE_OPEN and end - pos > 11:
            self.tally.tls_incomplete += hello_at(data, pos, end) == TLS_MORE
            handshake = unwrap(data, pos, end)
            watch = self.observer.client_hello(packet, handshake, 0, len(handshake), proxied)
            if slot >= 0 and self.observer.named:
                self.table.flags[slot] |= FLOW_NAMED
        elif kind == STATE_HTTP:
            request = self.observer.request
            status = request.read(data, pos, end)
            if status > 0 or (status == HTTP_MORE and request.target >= 0 and request.site(data)):
                if status == HTTP_MORE:
                    self.tally.odd("http.head_incomplete")
                watch = self.observer.http(packet, data, request, proxied)
        elif kind == STATE_SERVER:
            self.flight.read(data, pos, end)
            if self.flight.cert >= 0:
                self.take_certificate(packet, slot, data)
        elif (kind == STATE_DNS or state == STATE_DNS) and pos + 2 < end:
            scan = self.observer.scan
            if scan.begin(data, pos + 2, end) > 0 and scan.question() > 0:
                self.observer.dns(packet, data, pos + 2, end)
        if watch and slot >= 0:
            if kind == STATE_OPEN:
                self.watch_flow(packet, slot, "tls")
            else:
                self.watch_request(packet, slot, data)
        return 0

"""TCP: find the heads of what is spoken, in any order of segments, and leave the rest alone.

The usual case costs one look into the flow table: a segment of a direction that is done, or one that holds a whole hello
or request head in order. Only a head that is spread over segments, or comes out of order, gets a `Stream`.
"""

from sensor.decode.layers import TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
from sensor.decode.packet import Packet
from sensor.engine.http2 import Http2Reader
from sensor.engine.observer import Observer
from sensor.engine.outcome import CONNECT
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import (
    FLOW_ANSWERED,
    FLOW_CLIENT_1,
    FLOW_CLIENT_KNOWN,
    FLOW_PROXIED,
    FLOW_SEEN_0,
    FLOW_SEEN_1,
    FLOW_STREAM_0,
    FLOW_STREAM_1,
    FLOW_SYN,
    FLOW_TCP,
    FLOW_WATCHED,
    STATE_DNS,
    STATE_DONE,
    STATE_HTTP,
    STATE_HTTP2,
    STATE_OPEN,
    STATE_SERVER,
    STATE_START,
)
from sensor.flows.stream import Stream
from sensor.flows.table import FlowTable
from sensor.protocols.dns.consts import HEADER_BYTES as DNS_HEADER
from sensor.protocols.dns.consts import PORT_DNS
from sensor.protocols.http.consts import BODY_UNKNOWN, HTTP_MORE
from sensor.protocols.http.scan import RequestScan, preface_at, settings_at
from sensor.protocols.tls.consts import FLIGHT_CERT, FLIGHT_MORE, TLS_MORE, TLS_NOT, TLS_ONE_RECORD
from sensor.protocols.tls.flight import ServerFlight, server_hello_at
from sensor.protocols.tls.scan import hello_at, unwrap
from sensor.wire.buffer import Buffer
from sensor.wire.sequence import distance, wrapped

NEED_MORE = -1
"""Answer of the readers: what is there is a beginning, its rest has to come."""
NO_SLOT = -1
"""In place of a slot: the conversation is not in hand, so its outcome cannot be followed any more."""


class TcpReader:
    """Reads the TCP packets of one worker. Typed in ``tcp.pxd``."""

    def __init__(self, table: FlowTable, observer: Observer, tally: Tally, watch: Watch, streams: Streams) -> None:
        self.table = table
        self.observer = observer
        self.tally = tally
        self.watch = watch
        self.streams = streams
        self.flight = ServerFlight()
        self.http2 = Http2Reader(observer, watch)

    def packet(self, packet: Packet, slot: int) -> int:
        """Take one decoded segment, whose flow stands in *slot*."""
        table = self.table
        direction = packet.direction
        if table.fresh:
            self.tally.tcp_flows += 1
        seen = FLOW_SEEN_1 if direction else FLOW_SEEN_0
        flags = table.flags[slot]
        if not flags & seen:
            table.flags[slot] = flags | seen | FLOW_TCP
            if flags & (FLOW_SEEN_0 | FLOW_SEEN_1):
                self.tally.two_sided = True
        if packet.tcp_flags & (TCP_SYN | TCP_RST | TCP_FIN):
            self.control(packet, slot)
        if packet.payload >= packet.end:
            return 0
        flags = table.flags[slot]
        if flags & FLOW_WATCHED:
            self.watch.data(packet)
        state = table.state1[slot] if direction else table.state0[slot]
        if state == STATE_DONE:
            return 0
        if flags & (FLOW_STREAM_1 if direction else FLOW_STREAM_0):
            return self.stream_data(packet, slot)
        if state == STATE_START:
            return self.loose_data(packet, slot)
        return self.ordered_data(packet, slot, state)

    def control(self, packet: Packet, slot: int) -> int:
        """SYN sets the place of the first byte; RST ends what is watched."""
        table = self.table
        if packet.tcp_flags & TCP_RST:
            if table.flags[slot] & FLOW_WATCHED:
                self.watch.reset(packet.flow, self.observer.address(packet, packet.src))
            return 0
        if not packet.tcp_flags & TCP_SYN:
            return 0
        first = wrapped(packet.seq + 1)
        if not packet.tcp_flags & TCP_ACK:
            if self.ports_used_again(packet, slot, first):
                self.forget(packet, slot)
            table.flags[slot] |= FLOW_SYN | FLOW_CLIENT_KNOWN | (FLOW_CLIENT_1 if packet.direction else 0)
        else:
            table.flags[slot] |= FLOW_ANSWERED | FLOW_CLIENT_KNOWN | (0 if packet.direction else FLOW_CLIENT_1)
        if (table.state1[slot] if packet.direction else table.state0[slot]) == STATE_START:
            self.expect(slot, packet.direction, STATE_OPEN, first)
        packet.seq = first  # data in the SYN's own segment (RFC 7413) begins behind the SYN
        return 0

    def ports_used_again(self, packet: Packet, slot: int, first: int) -> bool:
        """True when a SYN whose data begins at *first* opens another conversation than the one in *slot*."""
        table = self.table
        state = table.state1[slot] if packet.direction else table.state0[slot]
        if not table.flags[slot] & FLOW_SYN:
            return state != STATE_START
        return (table.next1[slot] if packet.direction else table.next0[slot]) != first

    def forget(self, packet: Packet, slot: int) -> int:
        """A new conversation begins between the same ends."""
        self.http2.close(packet.flow)
        table = self.table
        for direction in range(2):
            if table.flags[slot] & (FLOW_STREAM_1 if direction else FLOW_STREAM_0):
                self.give_up(packet.flow, direction, slot)
        if table.flags[slot] & FLOW_WATCHED:
            self.watch.end(packet.flow, self.tally.two_sided)
        table.flags[slot] = FLOW_TCP | (FLOW_SEEN_1 if packet.direction else FLOW_SEEN_0)
        table.state0[slot] = STATE_START
        table.state1[slot] = STATE_START
        return 0

    def expect(self, slot: int, direction: int, state: int, seq: int) -> int:
        """Set what *direction* carries, and the sequence number at which it goes on."""
        if direction:
            self.table.state1[slot] = state
            self.table.next1[slot] = wrapped(seq)
        else:
            self.table.state0[slot] = state
            self.table.next0[slot] = wrapped(seq)
        return 0

    def loose_data(self, packet: Packet, slot: int) -> int:
        """A segment of a direction whose beginning was not seen: take it only when it begins something."""
        kind = self.begins(packet, packet.data, packet.payload, packet.end, STATE_START)
        if kind == STATE_START or (kind == STATE_HTTP and self.is_server(packet, slot)):
            return 0
        self.expect(slot, packet.direction, kind, packet.seq)
        return self.ordered_data(packet, slot, kind)

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

    def ordered_data(self, packet: Packet, slot: int, state: int) -> int:
        """A segment of a direction whose next byte is known, and that no `Stream` collects yet."""
        expected = self.table.next1[slot] if packet.direction else self.table.next0[slot]
        behind = distance(expected, packet.seq)
        if behind < 0:
            return self.open_stream(packet, slot, expected, state, packet.payload)
        pos = packet.payload + behind
        if pos >= packet.end:
            if packet.missing and behind <= packet.end - packet.payload + packet.missing:
                self.skip_cut(packet, slot, state)
            return 0
        used = self.read(packet, slot, state, packet.data, pos, packet.end)
        state = self.table.state1[slot] if packet.direction else self.table.state0[slot]
        if state == STATE_DONE or state == STATE_START:
            return 0
        if pos + used < packet.end:
            if packet.missing:
                return self.cut_short(packet, slot, state, pos + used)
            return self.open_stream(packet, slot, wrapped(expected + used), state, pos + used)
        self.expect(slot, packet.direction, state, expected + used)
        if packet.missing:
            self.skip_cut(packet, slot, state)
        return 0

    def skip_cut(self, packet: Packet, slot: int, state: int) -> int:
        """Go on behind the bytes that the capture cut off, unless a body reaches farther."""
        behind = wrapped(packet.seq + (packet.end - packet.payload) + packet.missing)
        expected = self.table.next1[slot] if packet.direction else self.table.next0[slot]
        if distance(behind, expected) > 0:
            self.expect(slot, packet.direction, state, behind)
        return 0

    def cut_short(self, packet: Packet, slot: int, state: int, pos: int) -> int:
        """The capture cut the segment inside a head: read what is there, expect the next head where it likes."""
        self.last_words(packet, slot, state, packet.data, pos, packet.end)
        self.expect(slot, packet.direction, STATE_START, 0)
        return 0

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
        proxied = self.table.flags[slot] & FLOW_PROXIED if slot >= 0 else 0
        if flight.joined is None:
            watch = self.observer.certificate(packet, data, flight.cert, flight.cert_end, flight.version, proxied)
        else:
            joined = flight.joined
            watch = self.observer.certificate(packet, joined, flight.cert, flight.cert_end, flight.version, proxied)
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
            self.watch_flow(packet, slot, CONNECT if request.connect else "http")
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

    def open_stream(self, packet: Packet, slot: int, base: int, state: int, pos: int) -> int:
        """Collect this direction from *base* on; the segment's bytes from *pos* on are its first."""
        self.table.flags[slot] |= FLOW_STREAM_1 if packet.direction else FLOW_STREAM_0
        self.make_room()
        self.streams.open(packet, base, state)
        return self.feed(packet, slot, wrapped(packet.seq + (pos - packet.payload)), pos)

    def stream_data(self, packet: Packet, slot: int) -> int:
        """A segment of a direction that a `Stream` collects."""
        self.make_room()
        if self.feed(packet, slot, packet.seq, packet.payload):
            return 0
        state = self.table.state1[slot] if packet.direction else self.table.state0[slot]
        return self.loose_data(packet, slot) if state == STATE_START else 0

    def make_room(self) -> int:
        """Drop the oldest streams until one more segment may be kept."""
        dropped = self.streams.make_room()
        while dropped is not None:
            self.abandon(dropped, NO_SLOT)
            dropped = self.streams.make_room()
        return 0

    def feed(self, packet: Packet, slot: int, seq: int, pos: int) -> int:
        """Add bytes to the stream and read what became whole; 0 where they were not taken, because it is full or gone."""
        stream = self.streams.find(packet.flow, packet.direction)
        if stream is None:
            self.close_stream(packet, slot, STATE_DONE, 0)
            return 0
        if self.streams.add(stream, seq, packet.data, pos, packet.end):
            self.drain(packet, slot, stream)
            return 1
        self.give_up(packet.flow, packet.direction, slot)
        self.close_stream(packet, slot, STATE_START if stream.state == STATE_HTTP else STATE_DONE, 0)
        return 0

    def drain(self, packet: Packet, slot: int, stream: Stream) -> int:
        """Read what is whole in *stream*; close it when nothing waits any more.

        Where it turns out to be nothing that we read, the segment in hand may still begin something (STARTTLS).
        """
        first = True
        while self.streams.worth_reading(stream):
            used = self.read(packet, slot, stream.state, stream.buffer, 0, len(stream.buffer))
            self.observer.scan.release()
            state = self.table.state1[slot] if packet.direction else self.table.state0[slot]
            stream.state = state
            if state == STATE_DONE or state == STATE_START:
                self.streams.close(packet.flow, packet.direction)
                self.close_stream(packet, slot, state, 0)
                return self.loose_data(packet, slot) if first and used == 0 and state == STATE_START else 0
            first = False
            if used == 0:
                self.streams.unread(stream, self.flight.need if state == STATE_SERVER else 0)
                return 0
            self.streams.consume(stream, used)
        if not stream.buffer and not stream.pending:
            self.streams.close(packet.flow, packet.direction)
            self.close_stream(packet, slot, stream.state, stream.base)
        return 0

    def close_stream(self, packet: Packet, slot: int, state: int, seq: int) -> int:
        """The direction needs no stream any more."""
        self.table.flags[slot] &= ~(FLOW_STREAM_1 if packet.direction else FLOW_STREAM_0)
        return self.expect(slot, packet.direction, state, seq)

    def give_up(self, flow: int, direction: int, slot: int) -> None:
        """Drop a stream that will not become whole; read what it has."""
        stream = self.streams.close(flow, direction)
        if stream is not None:
            self.abandon(stream, slot)

    def abandon(self, stream: Stream, slot: int) -> None:
        """Read what an unfinished stream has, and count the loss.

        What waited behind a gap is read where a segment begins with a head; its frame is given as the stream's first.
        """
        self.tally.streams_dropped += 1
        if stream.origin is None:
            return
        if stream.buffer:
            self.last_words(stream.origin, slot, stream.state, stream.buffer, 0, len(stream.buffer))
        if stream.pending:
            self.tally.stream_gaps += 1
            for _, piece in stream.pending.parts:
                self.last_words(stream.origin, slot, STATE_START, piece, 0, len(piece))
        self.observer.scan.release()

    def last_words(self, packet: Packet, slot: int, state: int, data: Buffer, pos: int, end: int) -> int:
        """Read a head whose end will not come: a name before the cut is as good as any."""
        kind = self.begins(packet, data, pos, end, state)
        proxied = self.table.flags[slot] & FLOW_PROXIED if slot >= 0 else 0
        watch = 0
        if kind == STATE_OPEN and end - pos > 11:
            self.tally.tls_incomplete += hello_at(data, pos, end) == TLS_MORE
            handshake = unwrap(data, pos, end)
            watch = self.observer.client_hello(packet, handshake, 0, len(handshake), proxied)
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
            self.watch_flow(
                packet, slot, "tls" if kind == STATE_OPEN else CONNECT if self.observer.request.connect else "http"
            )
        return 0

    def evicted(self, flow: int, flags: int) -> None:
        """The flow table pushed a conversation out."""
        self.http2.close(flow)
        if flags & FLOW_STREAM_0:
            self.give_up(flow, 0, NO_SLOT)
        if flags & FLOW_STREAM_1:
            self.give_up(flow, 1, NO_SLOT)
        if flags & FLOW_WATCHED:
            self.watch.end(flow, self.tally.two_sided)

    def flush(self) -> None:
        """The capture ended: read what is left in the streams and tell of what is watched."""
        stream = self.streams.pop()
        while stream is not None:
            self.abandon(stream, NO_SLOT)
            stream = self.streams.pop()
        self.watch.flush(self.tally.two_sided)

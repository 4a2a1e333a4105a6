"""TCP: find the heads of what is spoken, in any order of segments, and leave the rest alone.

The usual case costs one look into the flow table: a segment of a direction that is done, or one that holds a whole hello
or request head in order. Only a head that is spread over segments, or comes out of order, gets a `Stream`.
"""

from sensor.decode.layers import TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
from sensor.decode.packet import Packet
from sensor.engine.heads import HeadReader
from sensor.engine.observer import Observer
from sensor.engine.payloads import SIDE_UNKNOWN, PayloadReader
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import (
    FLOW_ANSWERED,
    FLOW_CLIENT_1,
    FLOW_CLIENT_KNOWN,
    FLOW_FINISHED,
    FLOW_HEAD_0,
    FLOW_HEAD_1,
    FLOW_SEEN_0,
    FLOW_SEEN_1,
    FLOW_STREAM_0,
    FLOW_STREAM_1,
    FLOW_SYN,
    FLOW_TCP,
    FLOW_WATCHED,
    NO_SLOT,
    STATE_DONE,
    STATE_HTTP,
    STATE_OPEN,
    STATE_SERVER,
    STATE_START,
)
from sensor.flows.stream import Stream
from sensor.flows.table import FlowTable
from sensor.match.payloads import CLIENT, SERVER, TCP_PORT, PayloadTable
from sensor.wire.sequence import distance, wrapped

REPEATED_SYN = 1 << 20
"""Bytes of a conversation after which its SYN is still taken for the same; a chance of 1 in 4,096 to be wrong."""


class TcpReader(HeadReader):
    """Reads the TCP packets of one worker. Typed in ``tcp.pxd``."""

    def __init__(
        self,
        table: FlowTable,
        observer: Observer,
        tally: Tally,
        watch: Watch,
        streams: Streams,
        payloads: PayloadReader,
    ) -> None:
        super().__init__(table, observer, tally, watch)
        self.streams = streams
        self.payloads = payloads
        self.look_at(payloads.table)

    def look_at(self, table: PayloadTable) -> None:
        """Look for the first bytes that *table* wants."""
        self.payload_ports = table.ports
        self.to_server, self.from_server = table.servers

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
        if (self.payload_ports[packet.dport] | self.payload_ports[packet.sport]) & TCP_PORT:
            self.first_bytes(packet, slot, FLOW_HEAD_1 if direction else FLOW_HEAD_0)
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
        if packet.tcp_flags & TCP_FIN:
            table.flags[slot] |= FLOW_FINISHED
        if not packet.tcp_flags & TCP_SYN:
            return 0
        first = wrapped(packet.seq + 1)
        if not packet.tcp_flags & TCP_ACK:
            if self.ports_used_again(packet, slot, first):
                self.forget(packet, slot)
            repeated = table.flags[slot] & FLOW_SYN
            table.flags[slot] |= FLOW_SYN | FLOW_CLIENT_KNOWN | (FLOW_CLIENT_1 if packet.direction else 0)
        else:
            repeated = table.flags[slot] & FLOW_ANSWERED
            table.flags[slot] |= FLOW_ANSWERED | FLOW_CLIENT_KNOWN | (0 if packet.direction else FLOW_CLIENT_1)
            if table.flags[slot] & FLOW_WATCHED:
                self.watch.accepted(packet.flow)
        if not repeated and (table.state1[slot] if packet.direction else table.state0[slot]) == STATE_START:
            self.expect(slot, packet.direction, STATE_OPEN, first)
        packet.seq = first  # data in the SYN's own segment (RFC 7413) begins behind the SYN
        return 0

    def first_bytes(self, packet: Packet, slot: int, head: int) -> int:
        """Hand on what a direction sends first, where a signature may look at it; *head* is its flag that this is done."""
        table = self.table
        flags = table.flags[slot]
        if flags & head:
            return 0
        data = packet.data
        length = packet.address_length
        if not self.to_server.wants(
            data, packet.dst, length, packet.dport, packet.proto
        ) and not self.from_server.wants(data, packet.src, length, packet.sport, packet.proto):
            table.flags[slot] |= head
            return 0
        state = table.state1[slot] if packet.direction else table.state0[slot]
        base = packet.seq
        if state == STATE_OPEN:
            base = table.next1[slot] if packet.direction else table.next0[slot]
        side = SIDE_UNKNOWN
        if flags & FLOW_CLIENT_KNOWN:
            side = SERVER if self.is_server(packet, slot) else CLIENT
        if self.payloads.segment(packet, base, side):
            table.flags[slot] |= head
        return 0

    def ports_used_again(self, packet: Packet, slot: int, first: int) -> bool:
        """True when a SYN whose data begins at *first* opens another conversation than the one in *slot*.

        One that lies a little behind what was read since is the same SYN again: a second mirror port's, or late. New
        conversations begin ahead of the old one (RFC 9293 section 3.4.1), or anywhere (RFC 6528).
        """
        table = self.table
        state = table.state1[slot] if packet.direction else table.state0[slot]
        if table.flags[slot] & FLOW_FINISHED:
            return True
        if not table.flags[slot] & FLOW_SYN:
            return state != STATE_START
        behind = distance(table.next1[slot] if packet.direction else table.next0[slot], first)
        return not 0 <= behind < REPEATED_SYN

    def forget(self, packet: Packet, slot: int) -> int:
        """A new conversation begins between the same ends."""
        self.http2.close(packet.flow)
        table = self.table
        for direction in range(2):
            self.payloads.end(packet.flow, direction)
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
        expected = self.table.next1[slot] if packet.direction else self.table.next0[slot]
        self.expect(slot, packet.direction, STATE_START, expected)
        return 0

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
        self.close_stream(packet, slot, STATE_START if stream.state == STATE_HTTP else STATE_DONE, stream.base)
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
                self.close_stream(packet, slot, state, stream.base)
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

    def evicted(self, flow: int, flags: int) -> None:
        """The flow table pushed a conversation out."""
        self.http2.close(flow)
        if self.payloads.heads:
            self.payloads.end(flow, 0)
            self.payloads.end(flow, 1)
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
        self.payloads.flush()
        self.watch.flush(self.tally.two_sided)

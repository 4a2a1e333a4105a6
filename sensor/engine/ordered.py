"""The bytes of a TCP direction, in order: segments that arrive so are read as they are, others are collected.

Only a head that is spread over segments, or comes out of order, gets a `Stream`.
"""

from sensor.decode.packet import Packet
from sensor.engine.heads import HeadReader
from sensor.engine.observer import Observer
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import (
    FLOW_STREAM_0,
    FLOW_STREAM_1,
    NO_SLOT,
    STATE_DONE,
    STATE_HTTP,
    STATE_SERVER,
    STATE_START,
)
from sensor.flows.stream import Stream
from sensor.flows.table import FlowTable
from sensor.wire.sequence import distance, wrapped


class OrderedReader(HeadReader):
    """Finds out which bytes come next, and has heads read from them. Typed in ``ordered.pxd``."""

    def __init__(self, table: FlowTable, observer: Observer, tally: Tally, watch: Watch, streams: Streams) -> None:
        super().__init__(table, observer, tally, watch)
        self.streams = streams

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
            self.open_stream(packet, slot, expected, state)
            return self.feed(packet, slot, packet.seq, packet.payload)
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
            return self.keep_rest(packet, slot, wrapped(expected + used), state, pos + used)
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

    def open_stream(self, packet: Packet, slot: int, base: int, state: int) -> Stream:
        """Collect this direction from *base* on."""
        self.table.flags[slot] |= FLOW_STREAM_1 if packet.direction else FLOW_STREAM_0
        self.make_room()
        return self.streams.open(packet, base, state)

    def keep_rest(self, packet: Packet, slot: int, base: int, state: int, pos: int) -> int:
        """Keep the segment's bytes from *pos* on, which were looked at and begin a head, until its rest comes."""
        stream = self.open_stream(packet, slot, base, state)
        if not self.streams.add(stream, base, packet.data, pos, packet.end):
            return self.overflow(packet, slot, stream)
        self.streams.unread(stream, self.flight.need if state == STATE_SERVER else 0)
        return 0

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
        return self.overflow(packet, slot, stream)

    def overflow(self, packet: Packet, slot: int, stream: Stream) -> int:
        """Give up a stream that takes no more; behind a request another may begin."""
        self.give_up(packet.flow, packet.direction, slot)
        return self.close_stream(packet, slot, STATE_START if stream.state == STATE_HTTP else STATE_DONE, stream.base)

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

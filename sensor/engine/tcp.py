"""TCP: find the heads of what is spoken, in any order of segments, and leave the rest alone.

The usual case costs one look into the flow table: a segment of a direction that is done, or one that holds a whole hello
or request head in order. Only a head that is spread over segments, or comes out of order, gets a `Stream`.
"""

from sensor.decode.layers import TCP_ACK, TCP_FIN, TCP_RST, TCP_SYN
from sensor.decode.packet import Packet
from sensor.engine.observer import Observer
from sensor.engine.ordered import OrderedReader
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
    STATE_OPEN,
    STATE_START,
    WANT_ANYTHING,
    WANT_BOTH,
    WANT_NOTHING,
    WANT_REST,
)
from sensor.flows.table import FlowTable
from sensor.match.payloads import CLIENT, SERVER, TCP_PORT, PayloadTable
from sensor.wire.sequence import distance, wrapped

REPEATED_SYN = 1 << 20
"""Bytes of a conversation after which its SYN is still taken for the same; a chance of 1 in 4,096 to be wrong."""


class TcpReader(OrderedReader):
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
        super().__init__(table, observer, tally, watch, streams)
        self.payloads = payloads
        self.look_at(payloads.table)

    def look_at(self, table: PayloadTable) -> None:
        """Look for the first bytes that *table* wants."""
        self.payload_ports = table.ports
        self.to_server, self.from_server = table.servers

    def packet(self, packet: Packet, slot: int) -> int:
        """Take one decoded segment, whose flow stands in *slot*; return what is wanted of its direction from now on."""
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
        more = flags & FLOW_WATCHED
        if (self.payload_ports[packet.dport] | self.payload_ports[packet.sport]) & TCP_PORT:
            head = FLOW_HEAD_1 if direction else FLOW_HEAD_0
            self.first_bytes(packet, slot, head)
            more |= ~table.flags[slot] & head
        state = table.state1[slot] if direction else table.state0[slot]
        if state == STATE_DONE:
            return WANT_BOTH if more else WANT_NOTHING
        if flags & (FLOW_STREAM_1 if direction else FLOW_STREAM_0):
            self.stream_data(packet, slot)
        elif state == STATE_START:
            self.loose_data(packet, slot)
        else:
            self.ordered_data(packet, slot, state)
        return WANT_BOTH if more else self.wanted_next(packet, slot)

    def wanted_next(self, packet: Packet, slot: int) -> int:
        """Return what is wanted of the direction of *packet*, which was just read."""
        table = self.table
        if table.flags[slot] & FLOW_WATCHED:
            return WANT_BOTH
        state = table.state1[slot] if packet.direction else table.state0[slot]
        return WANT_ANYTHING if state == STATE_DONE or state == STATE_START else WANT_REST

    def control(self, packet: Packet, slot: int) -> int:
        """SYN sets the place of the first byte; RST ends what is watched."""
        table = self.table
        if packet.tcp_flags & TCP_RST:
            if table.flags[slot] & FLOW_WATCHED:
                self.watch.reset(packet.flow, self.observer.address(packet, packet.src))
            return 0
        if packet.tcp_flags & TCP_FIN:
            table.flags[slot] |= FLOW_FINISHED
            if table.flags[slot] & FLOW_WATCHED:
                self.watch.finished(packet)
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

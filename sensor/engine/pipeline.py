"""The loop over a batch: frame to packet to flow to the readers. One per worker; the border to C is crossed here."""

from sensor.decode.frame import decode, walk
from sensor.decode.layers import (
    LAYER_AGGREGATE,
    LAYER_DONE,
    PROTO_TCP,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_FRAGMENT,
    STOP_LINK,
    STOP_MALFORMED,
    STOP_NOT_IP,
    STOP_TOO_DEEP,
    STOP_TRANSPORT,
    TCP_SYN,
)
from sensor.decode.packet import Packet
from sensor.decode.whole import put_whole
from sensor.engine.logons import asks_for_logon
from sensor.engine.neighbours import LOGON_PORTS, Neighbours
from sensor.engine.observer import Observer
from sensor.engine.tally import Tally
from sensor.engine.tcp import TcpReader
from sensor.engine.udp import UdpReader
from sensor.flows.bypass import BypassTable
from sensor.flows.consts import (
    FLOW_SEEN_0,
    FLOW_SEEN_1,
    FLOW_TCP,
    FLOW_WATCHED,
    WANT_ANYTHING,
    WANT_BOTH,
    WANT_NOTHING,
)
from sensor.flows.fragments import Fragments
from sensor.flows.key import fragment_key, set_flow
from sensor.flows.quoted import unreachable_flow
from sensor.flows.table import FlowTable
from sensor.protocols.arp.consts import ETHERTYPE_ARP
from sensor.protocols.ndp.consts import PROTO_ICMP6
from sensor.protocols.quic.scan import looks_like as looks_like_quic
from sensor.wire.batch import Batch
from sensor.wire.copy import copied
from sensor.wire.sequence import wrapped

AGE_SHIFT = 30
"""Nanoseconds to units of 1.07 s, in which the flow table tells how long a conversation is silent."""
NO_TUNNEL = (STOP_CUT, STOP_MALFORMED, STOP_NOT_IP)
"""Ends of decoding that show no packet in what was taken for a tunnel."""
MAX_NESTED_FRAGMENTS = 3
"""Fragmented datagrams inside one another; a tunnel in a tunnel, each with too small an MTU, makes two."""


class Pipeline:
    """Takes batches; what it finds goes to the observer's sink, what it counts to the tally."""

    def __init__(self, observer: Observer, tcp: TcpReader, table: FlowTable, tally: Tally, seed: int) -> None:
        self.observer = observer
        self.contacts = observer.contacts
        self.tcp = tcp
        self.table = table
        self.tally = tally
        self.seed = seed
        """Of the flow keys: see `sensor.flows.key`."""
        self.neighbours = Neighbours(observer)
        self.udp = UdpReader(table, observer, tally, tcp.watch, tcp.payloads, self.neighbours)
        self.packet = Packet()
        self.fragments = Fragments()
        self.source = 0
        """Index of the input that the frames are from."""
        self.bypass: BypassTable | None = None
        """Where to enter conversations of which nothing more is wanted; a file's are read to the end."""
        self.at = 0
        """Index of the frame in hand."""
        self.unread_links: dict[tuple[int, int], int] = {}
        """Frames whose link is not read, by input and link type."""
        self.one_sided = 0
        """TCP conversations pushed out of the table of which one direction was seen."""

    def batch(self, batch: Batch) -> None:
        """Take all frames of *batch*."""
        self.part(batch, 0, batch.count)

    def part(self, batch: Batch, first: int, end: int) -> None:
        """Take the frames of *batch* from index *first* up to *end*.

        A frame that breaks a parser is a defect of ours, and no reason to lose the rest: it is counted as
        ``sensor.frame_failed`` and the loop goes on behind it.
        """
        self.packet.source = self.source
        while first < end:
            self.packet.data = batch.data
            try:
                self.frames(batch, first, end)
                return
            except (ArithmeticError, BufferError, LookupError, ValueError):
                self.tally.odd("sensor.frame_failed")
                first = self.at + 1

    def frames(self, batch: Batch, first: int, end: int) -> int:
        """Take the frames from index *first* up to *end*."""
        packet = self.packet
        tally = self.tally
        for at in range(first, end):
            self.at = at
            packet.begin(batch.offset[at], batch.caplen[at], batch.wirelen[at], batch.link[at])
            if batch.tag[at]:
                packet.put_back_tag(batch.tag[at])
            packet.ts = batch.ts[at]
            packet.frame = batch.first_frame + at
            tally.frames += 1
            tally.bytes += batch.caplen[at]
            if packet.missing:
                tally.snapped += 1
            stop = decode(packet)
            if stop == LAYER_DONE:
                self.transport(packet)
            else:
                self.not_whole(batch, at, batch.offset[at], stop)
            while packet.more:
                self.subframe(batch, at, packet.more)
        return 0

    def subframe(self, batch: Batch, at: int, pos: int) -> int:
        """Take the subframe at *pos* of frame *at*, an aggregate."""
        packet = self.packet
        packet.data = batch.data
        before = pos - batch.offset[at]
        packet.begin(pos, batch.caplen[at] - before, batch.wirelen[at] - before, batch.link[at])
        stop = walk(packet, LAYER_AGGREGATE)
        return self.transport(packet) if stop == LAYER_DONE else self.not_whole(batch, at, pos, stop)

    def not_whole(self, batch: Batch, at: int, pos: int, stop: int) -> int:
        """Take what decoding of frame *at*, or of its subframe at *pos*, ended with before a transport was reached."""
        packet = self.packet
        if stop == STOP_FRAGMENT:
            self.fragment(packet, 0)
            packet.data = batch.data
        elif packet.tunnel_depth and stop in NO_TUNNEL and self.is_datagram(batch, at, pos, stop):
            self.transport(packet)
        else:
            self.stopped(packet, stop)
        return 0

    def is_datagram(self, batch: Batch, at: int, begin: int, stop: int) -> bool:
        """True when what begins at *begin*, whose decoding ended with *stop* in a tunnel, holds DNS or QUIC in place of that tunnel.

        The headers of tunnels over UDP are small; what an ordinary client sends from such a port may look like one.
        """
        packet = self.packet
        if stop == STOP_NOT_IP and packet.next == ETHERTYPE_ARP:
            return False
        depth = packet.tunnel_depth
        before = begin - batch.offset[at]
        packet.begin(begin, batch.caplen[at] - before, batch.wirelen[at] - before, batch.link[at])
        packet.tunnel_limit = depth - 1
        again = walk(packet, LAYER_AGGREGATE) if before else decode(packet)
        if again != LAYER_DONE or packet.proto == PROTO_TCP:
            return False
        data = packet.data
        pos = packet.payload
        return looks_like_quic(data, pos, packet.end) or self.observer.scan.looks_like(data, pos, packet.end)

    def stopped(self, packet: Packet, stop: int) -> int:
        """Count why a frame gave no packet; ARP and neighbour discovery tell of devices all the same."""
        tally = self.tally
        if stop == STOP_NOT_IP:
            tally.other_network += 1
            if packet.next == ETHERTYPE_ARP:
                self.neighbours.arp(packet)
                return 0
        elif stop == STOP_LINK:
            tally.unknown_link += 1
            tally.odd(f"link.unknown_{packet.link}")
            key = packet.source, packet.link
            self.unread_links[key] = self.unread_links.get(key, 0) + 1
        elif stop == STOP_CUT:
            tally.cut += 1
        elif stop == STOP_MALFORMED:
            tally.malformed += 1
        elif stop == STOP_TOO_DEEP:
            tally.too_deep += 1
        elif stop == STOP_ENCRYPTED:
            tally.encrypted += 1
        else:
            tally.other_transport += 1
        if packet.ip_version:
            tally.hosts_of(packet, self.seed)
            if stop == STOP_TRANSPORT and packet.next == PROTO_ICMP6 and packet.ip_version == 6:
                self.neighbours.icmp6(packet)
            if stop == STOP_TRANSPORT and self.tcp.watch.flows:
                flow = unreachable_flow(packet, self.seed)
                if flow:
                    self.tcp.watch.unreachable(flow, self.observer.address(packet, packet.src))
        return 0

    def transport(self, packet: Packet) -> int:
        """Take a decoded TCP or UDP packet."""
        set_flow(packet, self.seed)
        if packet.proto == PROTO_TCP:
            if LOGON_PORTS[packet.dport] and asks_for_logon(packet):
                self.neighbours.logon(packet)
            if packet.tcp_flags & TCP_SYN and self.bypass is not None and not packet.tenant | packet.tunnel_depth:
                self.bypass.release(packet)
            return self.wanted(packet, self.tcp.packet(packet, self.flow(packet)))
        if self.udp.is_dns(packet):
            self.tally.hosts_of(packet, self.seed)
            return self.udp.message(packet)
        return self.wanted(packet, self.udp.packet(packet, self.flow(packet)))

    def wanted(self, packet: Packet, wish: int) -> int:
        """Tell the kernel what is wanted of the direction that *packet* goes; some ports have readers of each packet."""
        bypass = self.bypass
        if wish == WANT_ANYTHING or bypass is None or packet.tenant or packet.tunnel_depth:
            return 0
        if wish == WANT_NOTHING:
            return bypass.keep(packet) if LOGON_PORTS[packet.dport] else bypass.add(packet)
        return bypass.keep_both(packet) if wish == WANT_BOTH else bypass.keep(packet)

    def flow(self, packet: Packet) -> int:
        """Find the slot of the packet's conversation; begin a new one where there is none."""
        table = self.table
        slot = table.slot(packet.flow, wrapped(packet.ts >> AGE_SHIFT))
        if table.fresh:
            if table.evicted:
                self.evicted()
            self.tally.hosts_of(packet, self.seed)
            if self.contacts.new_flow(packet):
                table.flags[slot] |= FLOW_WATCHED
        return slot

    def evicted(self) -> int:
        """The table pushed a conversation out."""
        flags = self.table.evicted_flags
        if flags & FLOW_TCP and flags & (FLOW_SEEN_0 | FLOW_SEEN_1) != FLOW_SEEN_0 | FLOW_SEEN_1:
            self.one_sided += 1
        self.tcp.evicted(self.table.evicted, flags)
        return 0

    def fragment(self, packet: Packet, depth: int) -> int:
        """Take an IP fragment; go on with the datagram when this one makes it whole.

        *depth* counts datagrams put together around this one: a tunnel's packets are fragmented inside and outside.
        """
        if packet.missing or depth >= MAX_NESTED_FRAGMENTS:
            self.tally.odd("ip.fragment_cut" if packet.missing else "ip.fragments_nested")
            return 0
        piece = copied(packet.data, packet.fragment_data, packet.end)
        key = fragment_key(packet, self.seed)
        whole = self.fragments.add(key, packet.fragment_offset, packet.fragment_more, piece, packet.ts)
        if whole is None:
            return 0
        stop = walk(packet, put_whole(packet, whole))
        if stop == LAYER_DONE:
            return self.transport(packet)
        if stop == STOP_FRAGMENT:
            return self.fragment(packet, depth + 1)
        return self.stopped(packet, stop)

    def flush(self) -> None:
        """The capture ended: nothing that is half can become whole."""
        self.fragments.flush()
        self.udp.flush()
        self.tcp.flush()

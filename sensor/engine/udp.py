"""UDP: tell by its first bytes what a datagram is, and hand it to who reads that. Typed in ``udp.pxd``."""

from sensor.decode.packet import Packet
from sensor.engine.neighbours import NEIGHBOUR_PORTS, Neighbours
from sensor.engine.observer import Observer
from sensor.engine.payloads import PayloadReader
from sensor.engine.quic import QuicReader
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.flows.consts import (
    FLOW_HEAD_0,
    FLOW_HEAD_1,
    FLOW_WATCHED,
    STATE_DONE,
    WANT_ANYTHING,
    WANT_BOTH,
    WANT_NOTHING,
)
from sensor.flows.recent import Recent
from sensor.flows.table import FlowTable
from sensor.match.payloads import UDP_PORT, PayloadTable
from sensor.protocols.dns.consts import PORT_DNS
from sensor.protocols.quic.scan import looks_like as looks_like_quic
from sensor.protocols.vpn.consts import NOT_VPN, VPN_COUNTS, VPN_STARTS
from sensor.protocols.vpn.scan import vpn_at

QUIC_FORM = 0xC0
QUIC_SHORT = 0x40
"""RFC 9000 section 17.3: in a packet of an open connection the long form's bit is clear and the fixed bit set."""


class UdpReader:
    """Reads the datagrams of one worker."""

    def __init__(
        self,
        table: FlowTable,
        observer: Observer,
        tally: Tally,
        watch: Watch,
        payloads: PayloadReader,
        neighbours: Neighbours,
    ) -> None:
        self.table = table
        self.observer = observer
        self.tally = tally
        self.watch = watch
        self.payloads = payloads
        self.neighbours = neighbours
        self.quic = QuicReader(table, observer, tally, watch)
        self.recent = Recent()
        self.look_at(payloads.table)

    def look_at(self, table: PayloadTable) -> None:
        """Look for the datagrams that *table* wants."""
        self.payload_ports = table.ports
        self.to_server, self.from_server = table.servers
        self.anchored = bool(table.anchors)
        self.starts = starts_anywhere(table)

    def is_dns(self, packet: Packet) -> bool:
        """True for anything on port 53 but QUIC, tunnels and what signatures look for on any port.

        As the beginnings of these an id and flags of the DNS can look.
        """
        if packet.sport != PORT_DNS and packet.dport != PORT_DNS:
            return False
        other = looks_like_quic(packet.data, packet.payload, packet.end)
        if not other and packet.payload < packet.end and self.starts[packet.data[packet.payload]]:
            kind = vpn_at(packet.data, packet.payload, packet.end, packet.sport, packet.dport)
            other = kind != NOT_VPN or self.payloads.is_anchor(packet)
        return not other or self.observer.scan.looks_like(packet.data, packet.payload, packet.end)

    def message(self, packet: Packet) -> int:
        """Take a datagram of which `is_dns` says that it is a DNS message. It has no slot in the flow table."""
        if packet.payload >= packet.end:
            return 0
        if (self.payload_ports[packet.dport] | self.payload_ports[packet.sport]) & UDP_PORT:
            self.placed_bytes(packet)
        return self.dns(packet)

    def packet(self, packet: Packet, slot: int) -> int:
        """Take any other, whose flow stands in *slot*; return what is wanted of its direction from now on."""
        if packet.payload >= packet.end:
            return WANT_ANYTHING
        more = self.table.flags[slot] & FLOW_WATCHED
        if more:
            self.watch.datagram(packet)
        if self.anchored or (self.payload_ports[packet.dport] | self.payload_ports[packet.sport]) & UDP_PORT:
            more |= self.first_bytes(packet, slot)
        if self.table.state0[slot] == STATE_DONE and packet.data[packet.payload] & QUIC_FORM == QUIC_SHORT:
            return WANT_BOTH if more else WANT_NOTHING
        self.whole(packet, slot)
        return WANT_BOTH if more | self.table.flags[slot] & FLOW_WATCHED else WANT_ANYTHING

    def whole(self, packet: Packet, slot: int) -> int:
        """Hand on a datagram that is more than a part of a connection."""
        data = packet.data
        if looks_like_quic(data, packet.payload, packet.end):
            return self.quic.datagram(packet, slot)
        if NEIGHBOUR_PORTS[packet.dport] or NEIGHBOUR_PORTS[packet.sport]:
            return self.neighbours.datagram(packet)
        if self.observer.scan.looks_like(data, packet.payload, packet.end):
            return self.dns(packet)
        return self.tunnel(packet) if self.table.fresh else 0

    def tunnel(self, packet: Packet) -> int:
        """Count a conversation that begins as one whose inside nobody sees."""
        kind = vpn_at(packet.data, packet.payload, packet.end, packet.sport, packet.dport)
        if kind != NOT_VPN:
            self.tally.vpn[VPN_COUNTS[kind]] += 1
        return 0

    def first_bytes(self, packet: Packet, slot: int) -> int:
        """Hand on a datagram where a signature may look at its bytes: on a port, or the first of a direction anywhere.

        1 where it wants to look at those that follow as well.
        """
        if (self.payload_ports[packet.dport] | self.payload_ports[packet.sport]) & UDP_PORT:
            return self.placed_bytes(packet)
        head = FLOW_HEAD_1 if packet.direction else FLOW_HEAD_0
        if not self.table.flags[slot] & head:
            self.table.flags[slot] |= head
            if self.payloads.is_anchor(packet):
                self.payloads.datagram(packet)
        return 0

    def placed_bytes(self, packet: Packet) -> int:
        """The same where a signature names a port or a network."""
        data = packet.data
        length = packet.address_length
        if not self.to_server.wants(
            data, packet.dst, length, packet.dport, packet.proto
        ) and not self.from_server.wants(data, packet.src, length, packet.sport, packet.proto):
            return 0
        self.payloads.datagram(packet)
        return 1

    def dns(self, packet: Packet) -> int:
        """Take a DNS message; one that a second mirror port hands over is counted as odd and not told again."""
        if self.recent.twice(packet):
            self.tally.odd("dns.seen_twice")
            return 0
        return self.observer.dns(packet, packet.data, packet.payload, packet.end)

    def flush(self) -> None:
        """The capture ended."""
        self.quic.flush()


def starts_anywhere(table: PayloadTable) -> bytes:
    """Return 1 for each first byte of what may be on any port, that of the DNS too: tunnels, and what *table* looks for."""
    starts = {anchor[0] for anchor in table.anchors}.union(VPN_STARTS)
    return bytes(byte in starts for byte in range(256))

"""The few packets in which devices say who they are: DHCP, ARP, neighbour discovery, and names among neighbours.

They are rare, so they are read as Python objects. A scan takes only those that say something, and each only once in a
while, so that a chatty network costs little; who observes gets all. Types stand in ``neighbours.pxd``.
"""

import functools
from collections.abc import Callable

from sensor.decode.packet import Packet
from sensor.engine.emitter import PROTO_ARP
from sensor.engine.observer import Observer
from sensor.model.bodies import Body, Ndp
from sensor.protocols.arp.consts import PACKET_BYTES as ARP_BYTES
from sensor.protocols.arp.parse import parse_packet as parse_arp
from sensor.protocols.dhcp.consts import PORT_CLIENT, PORT_SERVER
from sensor.protocols.dhcp.parse import parse_message as parse_dhcp
from sensor.protocols.dhcpv6.consts import PORT_CLIENT as PORT_CLIENT6
from sensor.protocols.dhcpv6.consts import PORT_SERVER as PORT_SERVER6
from sensor.protocols.dhcpv6.parse import parse_message as parse_dhcpv6
from sensor.protocols.dns.consts import PORT_LLMNR, PORT_MDNS
from sensor.protocols.dns.parse import parse_message as parse_dns
from sensor.protocols.kerberos.consts import AS_REQUEST, PORT_KERBEROS
from sensor.protocols.kerberos.parse import parse_message as parse_kerberos
from sensor.protocols.kerberos.parse import parse_stream as parse_kerberos_stream
from sensor.protocols.nbns.consts import PORT_DATAGRAMS, PORT_NAMES
from sensor.protocols.nbns.datagram import parse_datagram
from sensor.protocols.nbns.parse import parse_message as parse_nbns
from sensor.protocols.ndp.consts import (
    HOP_LIMIT,
    MAX_MESSAGE,
    NEIGHBOR_ADVERTISEMENT,
    PROTO_ICMP6,
    ROUTER_SOLICITATION,
)
from sensor.protocols.ndp.parse import parse_message as parse_ndp
from sensor.protocols.ntlm.consts import PORT_SMB, PORT_SMB_NETBIOS
from sensor.protocols.ntlm.parse import parse_session_setup
from sensor.wire.copy import copied
from sensor.wire.ports import port_table

SECOND = 1_000_000_000
REPEAT_AFTER = 300 * SECOND
"""A scan hears the same words again after this time: often enough to know how long they held true."""
MAX_RECENT = 65_536
"""Words remembered for that, about 8 MB; emptied when full."""
MAX_PER_SECOND = 1000
"""New words of one kind that a scan reads in a second of the capture: a flood of made-up ones costs 5 % of a core."""

MAX_KEPT = 512
"""Messages of one parser whose bodies are kept, some 3 KB each: those of a network's machines that speak in turn."""
MAX_KEPT_BYTES = 600
"""Longest of these; what is longer differs each time, and might hold a lot."""

Parse = Callable[[bytes], "Body | None"]


def remembering(parse: Parse) -> Parse:
    """Return *parse* with a memory: most machines say of themselves what they said before, word for word."""
    known = functools.lru_cache(MAX_KEPT)(parse)

    def read(message: bytes) -> Body | None:
        return known(message) if len(message) <= MAX_KEPT_BYTES else parse(message)

    return read


def parse_local(message: bytes) -> Body | None:
    """Return a message of mDNS or LLMNR; None for one that neither asks nor answers."""
    body = parse_dns(message, additional=True)
    return body if body is not None and (body.queries or body.answers) else None


READERS: dict[int, tuple[str, Parse]] = {
    PORT_SERVER: ("dhcp", remembering(parse_dhcp)),
    PORT_CLIENT: ("dhcp", remembering(parse_dhcp)),
    PORT_SERVER6: ("dhcpv6", remembering(parse_dhcpv6)),
    PORT_CLIENT6: ("dhcpv6", remembering(parse_dhcpv6)),
    PORT_NAMES: ("nbns", remembering(parse_nbns)),
    PORT_DATAGRAMS: ("nbdgm", remembering(parse_datagram)),
    PORT_MDNS: ("mdns", remembering(parse_local)),
    PORT_LLMNR: ("llmnr", remembering(parse_local)),
    PORT_KERBEROS: ("krb5", remembering(parse_kerberos)),
}
"""Event type and parser by port."""
NEIGHBOUR_PORTS = port_table(READERS)
"""One look-up tells a datagram of theirs."""

LOGONS: dict[int, tuple[str, Parse]] = {
    PORT_KERBEROS: ("krb5", remembering(parse_kerberos_stream)),
    PORT_SMB: ("smb", remembering(parse_session_setup)),
    PORT_SMB_NETBIOS: ("smb", remembering(parse_session_setup)),
}
"""The same over TCP, where the first segment holds all that is read."""
read_arp = remembering(parse_arp)
read_ndp = remembering(parse_ndp)
LOGON_PORTS = port_table(LOGONS)


class Neighbours:
    """Reads them and hands what they say to the observer. One for each input."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.recent: dict[int, int] = {}
        """Hash of words, and when they were heard."""
        self.spent: dict[str, tuple[int, int]] = {}
        """The second in which a kind was last heard, and how much of it."""

    def arp(self, packet: Packet) -> int:
        """Take an ARP packet, whose header lies at the cursor."""
        if self.flooded(packet, "arp"):
            return 0
        raw = copied(packet.data, packet.pos, min(packet.end, packet.pos + ARP_BYTES))
        # Who sweeps a network says the same of itself each time. Another card that says it may not be believed.
        if len(raw) < ARP_BYTES or not self.fresh(packet, "arp", card(packet) + raw[:18]):
            return 0
        body = read_arp(raw)
        if body is None:
            return 0
        packet.src = packet.pos + 14
        packet.dst = packet.pos + 24
        packet.address_length = 4
        return self.emit(packet, "arp", body, PROTO_ARP)

    def icmp6(self, packet: Packet) -> int:
        """Take an ICMPv6 message, which lies at the cursor."""
        pos = packet.pos
        if pos >= packet.end or not ROUTER_SOLICITATION <= packet.data[pos] <= NEIGHBOR_ADVERTISEMENT:
            return 0
        if packet.data[packet.ip_header + 7] != HOP_LIMIT:
            self.observer.tally.odd("ndp.from_afar")
            return 0
        if self.flooded(packet, "ndp"):
            return 0
        body = read_ndp(copied(packet.data, pos, min(packet.end, pos + MAX_MESSAGE)))
        if not isinstance(body, Ndp):
            return 0
        target = body.target_ip if body.type == "neighbor_advertisement" else None
        said = f"{body.type} {target} {body.src_mac} {body.target_mac} {body.router}"
        if not self.fresh(packet, "ndp", source(packet) + said.encode()):
            return 0
        return self.emit(packet, "ndp", body, PROTO_ICMP6)

    def datagram(self, packet: Packet) -> int:
        """Take a UDP packet from or to one of the ports."""
        kind, parse = READERS[packet.dport if NEIGHBOUR_PORTS[packet.dport] else packet.sport]
        if self.flooded(packet, kind):
            return 0
        message = copied(packet.data, packet.payload, packet.end)
        if not self.observer.observe_all:
            words = words_of(kind, message)
            if not words or not self.fresh(packet, kind, source(packet) + words):
                return 0
        body = parse(message)
        return 0 if body is None else int(self.observer.emit(packet, kind, body, 0))

    def logon(self, packet: Packet) -> int:
        """Take a TCP segment in which a machine logs on."""
        kind, parse = LOGONS[packet.dport]
        if self.flooded(packet, kind):
            return 0
        message = copied(packet.data, packet.payload, packet.end)
        if not self.fresh(packet, kind, source(packet) + message):
            return 0
        body = parse(message)
        return 0 if body is None else int(self.observer.emit(packet, kind, body, 0))

    def emit(self, packet: Packet, kind: str, body: Body, proto: int) -> int:
        """Hand on what came in a packet without ports."""
        packet.proto = proto
        packet.sport = 0
        packet.dport = 0
        packet.flow = 0
        return int(self.observer.emit(packet, kind, body, 0))

    def flooded(self, packet: Packet, kind: str) -> bool:
        """True when a scan has read all of *kind* that it will in this second; what comes still is counted only."""
        second, count = self.spent.get(kind, (0, 0))
        if count < MAX_PER_SECOND or second != packet.ts // SECOND:
            return False
        self.observer.tally.odd(f"{kind}.flood")
        return True

    def fresh(self, packet: Packet, kind: str, words: bytes) -> bool:
        """True when a scan has not heard *words* lately, and when everything is observed."""
        if self.observer.observe_all:
            return True
        mark = hash((kind, words))
        heard = self.recent.get(mark)
        if heard is not None and heard <= packet.ts < heard + REPEAT_AFTER:
            return False
        second, count = self.spent.get(kind, (0, 0))
        if second != packet.ts // SECOND:
            second, count = packet.ts // SECOND, 0
        self.spent[kind] = second, count + 1
        if len(self.recent) >= MAX_RECENT:
            self.recent.clear()
        self.recent[mark] = packet.ts
        return True


def card(packet: Packet) -> bytes:
    """The sender's hardware address, if any."""
    return copied(packet.data, packet.mac + 6, packet.mac + 12) if packet.mac >= 0 else b""


def source(packet: Packet) -> bytes:
    """The sender's hardware address, if any, and address."""
    return card(packet) + copied(packet.data, packet.src, packet.src + packet.address_length)


def words_of(kind: str, message: bytes) -> bytes:
    """Return what a datagram says, without what changes each time; nothing for a mere question."""
    if kind == "dhcp":
        return message[:4] + message[12:]  # without transaction and seconds
    if kind == "dhcpv6":
        return message[:1] + message[4:]
    if kind == "nbdgm":
        return message[:1] + message[4:82]  # to the end of the sender's name and the receiver's, as they mostly are
    if kind == "krb5":
        return message if message[:1] == bytes([AS_REQUEST]) else b""
    asks = len(message) < 3 or not message[2] & 0x80
    if asks and (kind != "nbns" or not message[2:3] or not message[2] & 0x78):  # a registration has another opcode
        return b""
    return message[2:]

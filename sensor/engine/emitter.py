"""From a packet and what it shows to an Observation. Types stand in ``emitter.pxd``."""

import ipaddress
from socket import AF_INET, AF_INET6, inet_ntop
from typing import Protocol

from sensor.decode.layers import PROTO_TCP, TUNNEL_NAMES
from sensor.decode.packet import Packet
from sensor.engine.tally import Tally
from sensor.model.bodies import Body
from sensor.model.observation import Observation, Tunnel
from sensor.protocols.ndp.consts import PROTO_ICMP6
from sensor.wire.copy import copied
from sensor.wire.mac import MAC_BYTES

PROTO_ARP = -1
"""Stands for the number that ARP has not."""
PROTOCOLS = {PROTO_TCP: "TCP", PROTO_ICMP6: "IPv6-ICMP", PROTO_ARP: "ARP"}
"""What is not UDP."""

IPV4_BYTES = 4
ADDRESS_CACHE = 65536
"""Addresses kept as text, about 10 MB; emptied when full."""


class Sink(Protocol):
    """Where observations go."""

    def observed(self, observation: Observation) -> bool:
        """Take an observation; true when the rest of its conversation should be watched for the outcome."""


class Emitter:
    """Makes the observations of one worker and hands them on."""

    def __init__(self, sink: Sink, tally: Tally) -> None:
        self.sink = sink
        self.tally = tally
        self.address_text: dict[bytes, str] = {}

    def emit(self, packet: Packet, kind: str, body: Body, proxied: int, answer: int = 0) -> int:
        """Make the Observation and hand it on; 1 when its conversation is to be watched.

        *answer*: the packet is the asked side's, and what it shows is told of the other one.
        """
        return int(self.sink.observed(self.make(packet, kind, body, proxied, answer)))

    def make(self, packet: Packet, kind: str, body: Body, proxied: int, answer: int) -> Observation:
        """Return the Observation."""
        vlans = packet.vlan_count
        return Observation(
            packet.ts,
            kind,
            self.address(packet, packet.dst if answer else packet.src),
            packet.dport if answer else packet.sport,
            self.address(packet, packet.src if answer else packet.dst),
            packet.sport if answer else packet.dport,
            PROTOCOLS.get(packet.proto, "UDP"),
            body,
            packet.source,
            packet.frame,
            packet.flow,
            tuple([packet.vlans[at] for at in range(vlans)]) if vlans else (),
            "proxy" if proxied else None,
            self.tunnel(packet) if packet.tunnel else None,
            mac_text(packet, 0 if answer else MAC_BYTES),
            mac_text(packet, MAC_BYTES if answer else 0),
            packet.missing > 0,
        )

    def tunnel(self, packet: Packet) -> Tunnel:
        """Describe what the innermost IP header was carried in."""
        source = target = None
        if packet.outer_length:
            source = self.text(copied(packet.data, packet.outer_src, packet.outer_src + packet.outer_length))
            target = self.text(copied(packet.data, packet.outer_dst, packet.outer_dst + packet.outer_length))
        number = packet.tenant & 0xFFFFFF
        network = f"{TUNNEL_NAMES[packet.tenant >> 24 & 0xFF]}/{number}" if number else ""
        return Tunnel(TUNNEL_NAMES[packet.tunnel], packet.tunnel_depth, source, target, number, network)

    def address(self, packet: Packet, pos: int) -> str:
        """Text of the address at *pos*."""
        return self.text(copied(packet.data, pos, pos + packet.address_length))

    def text(self, raw: bytes) -> str:
        """Text of a packed address."""
        text = self.address_text.get(raw)
        if text is None:
            if len(self.address_text) >= ADDRESS_CACHE:
                self.address_text.clear()
            text = self.address_text[raw] = address_of(raw)
        return text


def mac_text(packet: Packet, offset: int) -> str | None:
    """The MAC address *offset* bytes into the Ethernet header, or None where the link has none."""
    if packet.mac < 0:
        return None
    return copied(packet.data, packet.mac + offset, packet.mac + offset + MAC_BYTES).hex(":")


def address_of(raw: bytes) -> str:
    """Text of a packed address as `ipaddress` has it (RFC 5952), which is slower; only the forms with an IPv4 address inside differ."""
    text = inet_ntop(AF_INET if len(raw) == IPV4_BYTES else AF_INET6, raw)
    return str(ipaddress.ip_address(raw)) if ":" in text and "." in text else text

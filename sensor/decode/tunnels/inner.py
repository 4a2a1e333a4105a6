"""What makes it believable that a packet begins inside a datagram."""

from sensor.decode.numbers import (
    TYPE_IP4,
    TYPE_IP6,
    TYPE_LENGTH_LIMIT,
    TYPE_MPLS,
    TYPE_NSH,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.numbers import GRE_ETHERNET


def inner_fits(packet: Packet, kind: int, pos: int) -> bool:
    """True when what stands at *pos* can begin a packet of EtherType *kind*: one that is known, and not contradicted."""
    if kind in (TYPE_IP4, TYPE_IP6):
        return pos + 20 <= packet.end and packet.data[pos] >> 4 == (4 if kind == TYPE_IP4 else 6)
    if kind == GRE_ETHERNET:
        return ethernet_fits(packet, pos)
    return kind in (TYPE_MPLS, TYPE_NSH) and pos + 8 <= packet.end


def ethernet_fits(packet: Packet, pos: int) -> bool:
    """True when an Ethernet header of a usual type, or one with a length, stands at *pos*."""
    return known_at(packet, pos) or (pos + 14 <= packet.end and packet.data[pos + 12] < TYPE_LENGTH_LIMIT >> 8)


def known_at(packet: Packet, pos: int) -> bool:
    """True when the header at *pos* has an EtherType that makes a guess at Ethernet believable."""
    if pos + 14 > packet.end:
        return False
    kind = packet.data[pos + 12] << 8 | packet.data[pos + 13]
    return kind in (0x0800, 0x86DD, 0x8100, 0x88A8, 0x0806, 0x8847, 0x8864, 0x88CC)

"""ESP whose payload is not encrypted (RFC 2410)."""

from sensor.decode.layers import (
    LAYER_IP4,
    LAYER_IP6,
    LAYER_IP_PROTOCOL,
    PROTO_TCP,
    PROTO_UDP,
    STOP_ENCRYPTED,
    TUNNEL_ESP,
)
from sensor.decode.numbers import (
    IP6_IN_IP,
    IP_IN_IP,
)
from sensor.decode.packet import Packet

ESP_CHECKS = (12, 16, 0, 8, 24, 32, 20)
"""Lengths of the integrity value at the end of ESP, the usual first (RFC 8221 section 6)."""


def esp(packet: Packet, pos: int) -> int:
    """ESP whose payload is not encrypted (RFC 2410): told by a trailer and an inner header that fit each other.

    No packet says so; what does not fit for any usual length of the integrity value is taken as encrypted.
    """
    for check in ESP_CHECKS:
        last = packet.end - check - 1
        if packet.missing or last < pos + 8 + 20 or last >= packet.end:
            continue
        kind = packet.data[last]
        padding = packet.data[last - 1]
        end = last - 1 - padding
        if kind not in (IP_IN_IP, IP6_IN_IP, PROTO_TCP, PROTO_UDP) or end <= pos + 8:
            continue
        if padded(packet, end, padding) and fits(packet, kind, pos + 8, end):
            packet.pos = pos + 8
            packet.end = end
            packet.next = kind
            link_addresses = packet.mac
            packet.enter_tunnel(TUNNEL_ESP, 0)
            if kind in (PROTO_TCP, PROTO_UDP):
                packet.mac = link_addresses  # between the ends themselves
            if kind == IP_IN_IP:
                return LAYER_IP4
            return LAYER_IP6 if kind == IP6_IN_IP else LAYER_IP_PROTOCOL
    return STOP_ENCRYPTED


def padded(packet: Packet, pos: int, length: int) -> bool:
    """True when the padding counts 1, 2, 3 … as RFC 4303 section 2.4 asks."""
    for at in range(length):
        if packet.data[pos + at] != at + 1:
            return False
    return True


def fits(packet: Packet, kind: int, pos: int, end: int) -> bool:
    """True when the bytes at *pos* can be the header that *kind* names, of a packet that ends at *end*."""
    size = end - pos
    if kind == IP_IN_IP:
        return size >= 20 and packet.data[pos] >> 4 == 4 and (packet.data[pos + 2] << 8 | packet.data[pos + 3]) == size
    if kind == IP6_IN_IP:
        return (
            size >= 40
            and packet.data[pos] >> 4 == 6
            and (packet.data[pos + 4] << 8 | packet.data[pos + 5]) == size - 40
        )
    if kind == PROTO_UDP:
        return size >= 8 and (packet.data[pos + 4] << 8 | packet.data[pos + 5]) == size
    if kind == PROTO_TCP:
        return size >= 20 and 20 <= packet.data[pos + 12] >> 4 << 2 <= size and packet.data[pos + 12] & 0x0E == 0
    return False

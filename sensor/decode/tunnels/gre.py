"""GRE and what it carries: ERSPAN, NVGRE, PPTP, frames of access points, redirected packets."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_PPP,
    LAYER_WIFI,
    STOP_CUT,
    STOP_NOT_IP,
    TUNNEL_ERSPAN,
    TUNNEL_GRE,
    TUNNEL_NVGRE,
)
from sensor.decode.numbers import (
    TYPE_LENGTH_LIMIT,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.numbers import GRE_ETHERNET

GRE_ERSPAN = 0x88BE

GRE_ERSPAN3 = 0x22EB

GRE_PPP = 0x880B

GRE_WIFI_FIRST = 0x8200
"""Aruba access points carry 802.11 frames under these."""

GRE_WIFI_LAST = 0x8210

GRE_WCCP = 0x883E


def gre(packet: Packet) -> int:
    """GRE (RFC 2784, 2890), enhanced GRE of PPTP (RFC 2637), NVGRE (RFC 7637)."""
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    flags = packet.data[pos] << 8 | packet.data[pos + 1]
    kind = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    pos += 4
    if flags & 0xC000 and not flags & 7:  # checksum or routing: both fields are there
        pos += 4
    key = 0
    if flags & 0x2000:
        if pos + 4 > packet.end:
            return STOP_CUT
        key = packet.data[pos] << 16 | packet.data[pos + 1] << 8 | packet.data[pos + 2]
        pos += 4
    if flags & 0x1000:
        pos += 4
    if flags & 7 == 1 and flags & 0x0080:
        pos += 4
    packet.pos = pos
    packet.next = kind
    return inside_gre(packet, flags, key)


def inside_gre(packet: Packet, flags: int, key: int) -> int:
    """Enter what `Packet.next` says that GRE carries."""
    kind = packet.next
    if flags & 7 == 1 and not flags & 0x1000:
        return STOP_NOT_IP  # an acknowledgement of PPTP carries nothing
    if kind < TYPE_LENGTH_LIMIT:
        return STOP_NOT_IP  # a keepalive, or a network protocol of old
    if kind in (GRE_ERSPAN, GRE_ERSPAN3):
        return erspan(packet, kind, flags & 0x1000)
    if kind == GRE_ETHERNET:
        packet.enter_tunnel(TUNNEL_NVGRE if key else TUNNEL_GRE, key)
        return LAYER_ETHERNET
    packet.enter_tunnel(TUNNEL_GRE, 0)
    if kind == GRE_PPP:
        return LAYER_PPP
    if GRE_WIFI_FIRST <= kind <= GRE_WIFI_LAST:
        return LAYER_WIFI
    if kind == GRE_WCCP:
        return wccp(packet)
    return LAYER_ETHERTYPE


def wccp(packet: Packet) -> int:
    """Redirected packets of WCCP: version 2 puts four bytes before the IP header."""
    if packet.pos < packet.end and packet.data[packet.pos] >> 4 != 4:
        packet.pos += 4
    return LAYER_IP


def erspan(packet: Packet, kind: int, sequenced: int) -> int:
    """ERSPAN type I (no header), II (8 bytes) and III (12 bytes, 8 more when its O bit is set)."""
    pos = packet.pos
    packet.enter_tunnel(TUNNEL_ERSPAN, 0)
    if kind == GRE_ERSPAN3:
        if pos + 12 > packet.end:
            return STOP_CUT
        packet.pos = pos + (20 if packet.data[pos + 11] & 1 else 12)
        return LAYER_IP if packet.data[pos + 10] >> 2 & 0x1F == 2 else LAYER_ETHERNET
    packet.pos = pos + (8 if sequenced else 0)
    return LAYER_ETHERNET

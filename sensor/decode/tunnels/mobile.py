"""Tunnels of telephones and of hosts behind address translation: GTP-U, Teredo."""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_IP,
    LAYER_IP6,
    TUNNEL_GTP,
    TUNNEL_TEREDO,
)
from sensor.decode.packet import Packet


def gtp(packet: Packet) -> int:
    """GTP-U version 1, G-PDU (3GPP TS 29.281 section 5.1), with its extension headers."""
    pos = packet.payload
    if pos + 8 > packet.end or packet.data[pos] & 0xF0 != 0x30 or packet.data[pos + 1] != 0xFF:
        return LAYER_DONE
    flags = packet.data[pos]
    pos += 8
    if flags & 0x07:
        if pos + 4 > packet.end:
            return LAYER_DONE
        pos += 4
        following = packet.data[pos - 1] if flags & 0x04 else 0
        while following:
            if pos + 4 > packet.end or packet.data[pos] == 0:
                return LAYER_DONE
            pos += packet.data[pos] << 2
            if pos > packet.end:
                return LAYER_DONE
            following = packet.data[pos - 1]
    if pos >= packet.end or packet.data[pos] >> 4 not in (4, 6):
        return LAYER_DONE
    packet.pos = pos
    packet.enter_tunnel(TUNNEL_GTP, 0)
    return LAYER_IP


def teredo(packet: Packet) -> int:
    """Teredo: IPv6 behind optional authentication and origin headers (RFC 4380 section 5.1.1)."""
    pos = packet.payload
    if pos + 40 > packet.end:
        return LAYER_DONE
    if packet.data[pos] == 0 and packet.data[pos + 1] == 1:
        pos += 13 + packet.data[pos + 2] + packet.data[pos + 3]
    if pos + 8 <= packet.end and packet.data[pos] == 0 and packet.data[pos + 1] == 0:
        pos += 8
    if pos + 40 > packet.end or packet.data[pos] >> 4 != 6:
        return LAYER_DONE
    packet.pos = pos
    packet.enter_tunnel(TUNNEL_TEREDO, 0)
    return LAYER_IP6

"""L2TP, over UDP and over IP."""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_ETHERNET,
    LAYER_PPP,
    STOP_CUT,
    STOP_TRANSPORT,
    TUNNEL_L2TP,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.inner import known_at


def l2tp(packet: Packet) -> int:
    """L2TP over UDP: version 2 data messages carry PPP (RFC 2661 section 3.1), version 3 whatever was agreed."""
    pos = packet.payload
    if pos + 8 > packet.end or packet.data[pos] & 0xB4 or packet.data[pos + 1] & 0xF0:
        return LAYER_DONE  # control, or bits that nobody sets
    version = packet.data[pos + 1] & 0x0F
    if version == 3:
        layer = l2tp3(packet, pos + 4)
        return layer if layer > 0 else LAYER_DONE
    if version != 2:
        return LAYER_DONE
    flags = packet.data[pos]
    pos += 6 + (2 if flags & 0x40 else 0) + (4 if flags & 0x08 else 0)
    if flags & 0x02:
        if pos + 2 > packet.end:
            return LAYER_DONE
        pos += 2 + (packet.data[pos] << 8 | packet.data[pos + 1])
    if pos + 2 > packet.end:
        return LAYER_DONE
    packet.pos = pos
    packet.enter_tunnel(TUNNEL_L2TP, 0)
    return LAYER_PPP


def l2tp3(packet: Packet, pos: int) -> int:
    """L2TP version 3 (RFC 3931 section 4.1): session, then a cookie and a sublayer whose lengths no packet tells.

    The first place at which an Ethernet frame of a known type or PPP could begin is taken.
    """
    if pos + 4 > packet.end:
        return STOP_CUT
    if (packet.data[pos] | packet.data[pos + 1] | packet.data[pos + 2] | packet.data[pos + 3]) == 0:
        return STOP_TRANSPORT  # session 0 is control
    for skip in range(4, 20, 4):
        at = pos + skip
        if known_at(packet, at):
            packet.pos = at
            packet.enter_tunnel(TUNNEL_L2TP, 0)
            return LAYER_ETHERNET
        if at + 4 <= packet.end and packet.data[at] == 0xFF and packet.data[at + 1] == 0x03:
            packet.pos = at
            packet.enter_tunnel(TUNNEL_L2TP, 0)
            return LAYER_PPP
    return STOP_TRANSPORT

"""The IP protocols that carry packets; IP in IP itself, Ethernet and MPLS in IP."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_MPLS,
    STOP_ENCRYPTED,
    STOP_TRANSPORT,
    TUNNEL_IP,
)
from sensor.decode.numbers import (
    ESP,
    ETHER_IP,
    GRE,
    IP6_IN_IP,
    IP_COMPRESSED,
    IP_IN_IP,
    L2TP3,
    MPLS_IN_IP,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.esp import esp
from sensor.decode.tunnels.gre import gre
from sensor.decode.tunnels.l2tp import l2tp3


def ip_tunnel(packet: Packet) -> int:
    """The IP protocols that carry packets; STOP_TRANSPORT for any other."""
    kind = packet.next
    if kind in (IP_IN_IP, IP6_IN_IP):
        packet.enter_tunnel(TUNNEL_IP, 0)
        return LAYER_IP4 if kind == IP_IN_IP else LAYER_IP6
    if kind == GRE:
        return gre(packet)
    if kind == ESP:
        return esp(packet, packet.pos)
    if kind == ETHER_IP:
        packet.pos += 2  # version 3 and 12 reserved bits (RFC 3378)
        packet.enter_tunnel(TUNNEL_IP, 0)
        return LAYER_ETHERNET
    if kind == L2TP3:
        return l2tp3(packet, packet.pos)
    if kind == IP_COMPRESSED:
        return STOP_ENCRYPTED
    if kind == MPLS_IN_IP:
        packet.enter_tunnel(TUNNEL_IP, 0)
        return LAYER_MPLS
    return STOP_TRANSPORT

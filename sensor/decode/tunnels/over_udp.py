"""The UDP ports that carry packets, and MPLS over UDP.

A step checks what it reads before it calls a UDP port a tunnel; what does not fit stays an ordinary datagram.
"""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_MPLS,
    TUNNEL_IP,
)
from sensor.decode.numbers import (
    TYPE_IP4,
    TYPE_IP6,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.esp import esp
from sensor.decode.tunnels.inner import inner_fits, known_at
from sensor.decode.tunnels.l2tp import l2tp
from sensor.decode.tunnels.mobile import gtp, teredo
from sensor.decode.tunnels.numbers import (
    PORT_CAPWAP,
    PORT_DNS,
    PORT_ESP,
    PORT_GENEVE,
    PORT_GTP_U,
    PORT_L2TP,
    PORT_MPLS,
    PORT_TEREDO,
    PORT_VXLAN,
    PORT_VXLAN_GPE,
    PORT_VXLAN_LINUX,
)
from sensor.decode.tunnels.overlay import geneve, vxlan
from sensor.decode.wireless import capwap

MAX_LABELS = 16
"""MPLS labels looked through before a datagram is taken for a tunnel."""


def udp_tunnel(packet: Packet) -> int:
    """The UDP ports that carry packets; LAYER_DONE where the payload is not what the port promises."""
    port = packet.dport
    if PORT_DNS in (port, packet.sport):
        return LAYER_DONE  # a resolver draws its ports at random, those of tunnels among them
    if port in (PORT_VXLAN, PORT_VXLAN_LINUX, PORT_VXLAN_GPE):
        return vxlan(packet)
    if PORT_GENEVE in (port, packet.sport):
        return geneve(packet)
    if PORT_GTP_U in (port, packet.sport):
        return gtp(packet)
    if PORT_TEREDO in (port, packet.sport):
        return teredo(packet)
    if PORT_L2TP in (port, packet.sport):
        return l2tp(packet)
    if PORT_CAPWAP in (port, packet.sport):
        return capwap(packet)
    if port == PORT_MPLS and labels_fit(packet, packet.payload):
        packet.pos = packet.payload
        packet.enter_tunnel(TUNNEL_IP, 0)
        return LAYER_MPLS
    if PORT_ESP in (port, packet.sport) and packet.payload + 24 < packet.end and not_marker(packet):
        layer = esp(packet, packet.payload)
        return layer if layer > 0 else LAYER_DONE
    return LAYER_DONE


def labels_fit(packet: Packet, pos: int) -> bool:
    """True when a label stack at *pos* ends with an IP header, or an Ethernet header behind a control word or none."""
    for _ in range(MAX_LABELS):
        if pos + 4 > packet.end:
            return False
        pos += 4
        if packet.data[pos - 2] & 1:
            return (
                inner_fits(packet, TYPE_IP4, pos)
                or inner_fits(packet, TYPE_IP6, pos)
                or (known_at(packet, pos) or known_at(packet, pos + 4))
            )
    return False


def not_marker(packet: Packet) -> bool:
    """True when the first four bytes are an SPI; zeros mark IKE on the same port (RFC 3948 section 2.2)."""
    pos = packet.payload
    return (packet.data[pos] | packet.data[pos + 1] | packet.data[pos + 2] | packet.data[pos + 3]) != 0

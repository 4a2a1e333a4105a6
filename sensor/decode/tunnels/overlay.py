"""Overlays of data centres: VXLAN with its extension, GENEVE."""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_ETHERTYPE,
    TUNNEL_GENEVE,
    TUNNEL_VXLAN,
)
from sensor.decode.numbers import (
    TYPE_IP4,
    TYPE_IP6,
    TYPE_MPLS,
    TYPE_NSH,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.inner import inner_fits
from sensor.decode.tunnels.numbers import GRE_ETHERNET, PORT_VXLAN_GPE

GPE_TYPES = (0, TYPE_IP4, TYPE_IP6, GRE_ETHERNET, TYPE_NSH, TYPE_MPLS)
"""EtherTypes for the protocol numbers of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe section 3.2)."""


def vxlan(packet: Packet) -> int:
    """VXLAN (RFC 7348), where only the I flag counts, and its extension with a protocol field (vxlan-gpe draft)."""
    pos = packet.payload
    if pos + 8 > packet.end or not packet.data[pos] & 0x08:
        return LAYER_DONE
    kind = 3
    if packet.dport == PORT_VXLAN_GPE or packet.data[pos] == 0x0C:
        kind = packet.data[pos + 3] if packet.data[pos] & 0x04 else 3
    packet.next = GPE_TYPES[kind] if kind < len(GPE_TYPES) else 0
    if not inner_fits(packet, packet.next, pos + 8):
        return LAYER_DONE
    packet.pos = pos + 8
    packet.enter_tunnel(TUNNEL_VXLAN, packet.data[pos + 4] << 16 | packet.data[pos + 5] << 8 | packet.data[pos + 6])
    return LAYER_ETHERTYPE


def geneve(packet: Packet) -> int:
    """GENEVE (RFC 8926 section 3.4)."""
    pos = packet.payload
    if pos + 8 > packet.end or packet.data[pos] >> 6 or packet.data[pos + 7] or packet.data[pos + 1] & 0x3F:
        return LAYER_DONE
    options = (packet.data[pos] & 0x3F) << 2
    packet.next = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    if not inner_fits(packet, packet.next, pos + 8 + options):
        return LAYER_DONE
    packet.pos = pos + 8 + options
    packet.enter_tunnel(TUNNEL_GENEVE, packet.data[pos + 4] << 16 | packet.data[pos + 5] << 8 | packet.data[pos + 6])
    return LAYER_ETHERTYPE

"""Tags that switch chips put into the frames that they hand to their processor, as captures on routers show them."""

from sensor.decode.layers import LAYER_ETHERNET, LAYER_ETHERTYPE, MAX_VLANS, STOP_CUT, STOP_LINK
from sensor.decode.numbers import LINK_BROADCOM, LINK_BROADCOM_IN_FRONT, LINK_DSA, LINK_DSA_ETHERTYPE
from sensor.decode.packet import Packet

ADDRESSES = 12
"""Bytes of the two link addresses, which stand in front of the tag."""
BROADCOM_TAG = 4
DSA_TAG = 4
DSA_ETHERTYPE = 4
"""Bytes of the EtherType form before the tag proper: type 0xDADA and two of nothing."""
DSA_VLAN = 0x20
"""Bit of the tag's first byte: it took the place of the VLAN tag, and carries its id (Linux, net/dsa/tag_dsa.c)."""


def switch_layer(packet: Packet, link: int) -> int:
    """Consume the tag of *link*; STOP_LINK for any other link."""
    if link == LINK_DSA:
        return behind_addresses(packet, 0, DSA_TAG)
    if link == LINK_DSA_ETHERTYPE:
        return behind_addresses(packet, DSA_ETHERTYPE, DSA_TAG)
    if link == LINK_BROADCOM:
        return behind_addresses(packet, BROADCOM_TAG, 0)
    if link == LINK_BROADCOM_IN_FRONT:
        packet.pos += BROADCOM_TAG
        return LAYER_ETHERNET
    return STOP_LINK


def behind_addresses(packet: Packet, skipped: int, dsa: int) -> int:
    """Two addresses, *skipped* bytes, *dsa* bytes of a tag that may hold a VLAN id, and the type."""
    pos = packet.pos
    tag = pos + ADDRESSES + skipped
    kind = tag + dsa
    if kind + 2 > packet.end:
        return STOP_CUT
    packet.mac = pos
    if dsa and packet.data[tag] & DSA_VLAN and packet.vlan_count < MAX_VLANS:
        packet.vlans[packet.vlan_count] = (packet.data[tag + 2] & 0x0F) << 8 | packet.data[tag + 3]
        packet.vlan_count += 1
    packet.next = packet.data[kind] << 8 | packet.data[kind + 1]
    packet.pos = kind + 2
    return LAYER_ETHERTYPE

"""Link layers and tags: Ethernet, VLAN stacks, LLC/SNAP, Linux cooked, BSD loopback, raw IP."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    MAX_VLANS,
    STOP_CUT,
    STOP_LINK,
    STOP_NOT_IP,
)
from sensor.decode.packet import Packet

# libpcap link types (https://www.tcpdump.org/linktypes.html), and the DLT numbers that some writers put into files.
LINK_NULL = 0
LINK_ETHERNET = 1
LINK_RAW_OPENBSD = 14
LINK_RAW_BSD = 12
LINK_RAW = 101
LINK_LOOP = 108
LINK_SLL = 113
LINK_IPV4 = 228
LINK_IPV6 = 229
LINK_SLL2 = 276

# IEEE 802 numbers.
TYPE_IP4 = 0x0800
TYPE_IP6 = 0x86DD
TYPE_VLAN = 0x8100
TYPE_SERVICE_VLAN = 0x88A8
TYPE_QINQ_OLD = 0x9100
TYPE_QINQ_OLDER = 0x9200
TYPE_LENGTH_LIMIT = 0x0600
"""Below this the field is a length and an LLC header follows (IEEE 802.3 section 3.2.6)."""

AF_INET = 2


def first_layer(packet: Packet) -> int:
    """Consume the link header that `Packet.link` names, and return what follows it."""
    link = packet.link
    if link == LINK_ETHERNET:
        return LAYER_ETHERNET
    if link in (LINK_RAW, LINK_RAW_BSD, LINK_RAW_OPENBSD):
        return LAYER_IP
    if link == LINK_IPV4:
        return LAYER_IP4
    if link == LINK_IPV6:
        return LAYER_IP6
    if link == LINK_SLL:
        return cooked(packet, 14, 16)
    if link == LINK_SLL2:
        return cooked(packet, 0, 20)
    if link in (LINK_NULL, LINK_LOOP):
        return loopback(packet)
    return STOP_LINK


def ethernet(packet: Packet) -> int:
    """Ethernet II or IEEE 802.3: two addresses and a type."""
    pos = packet.pos
    if pos + 14 > packet.end:
        return STOP_CUT
    packet.mac = pos
    packet.next = packet.data[pos + 12] << 8 | packet.data[pos + 13]
    packet.pos = pos + 14
    return LAYER_ETHERTYPE


def ethertype(packet: Packet) -> int:
    """Dispatch on `Packet.next`, after stripping any stack of tags (IEEE 802.1Q, 802.1ad, and the older numbers)."""
    kind = packet.next
    if kind == TYPE_IP4:
        return LAYER_IP4
    if kind == TYPE_IP6:
        return LAYER_IP6
    if kind in (TYPE_VLAN, TYPE_SERVICE_VLAN, TYPE_QINQ_OLD, TYPE_QINQ_OLDER):
        return vlan_tag(packet)
    if kind < TYPE_LENGTH_LIMIT:
        return llc(packet)
    return STOP_NOT_IP


def vlan_tag(packet: Packet) -> int:
    """One tag: 3 bits priority, 1 bit drop, 12 bits id; then the next type."""
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    if packet.vlan_count < MAX_VLANS:
        packet.vlans[packet.vlan_count] = (packet.data[pos] & 0x0F) << 8 | packet.data[pos + 1]
        packet.vlan_count += 1
    packet.next = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    packet.pos = pos + 4
    return LAYER_ETHERTYPE


def llc(packet: Packet) -> int:
    """LLC with a SNAP header of the Ethernet OUI (RFC 1042), or the LSAP of IP; else a protocol that is not ours."""
    pos = packet.pos
    if pos + 3 > packet.end:
        return STOP_CUT
    if packet.data[pos] == 0x06 and packet.data[pos + 1] == 0x06:
        packet.pos = pos + 3
        return LAYER_IP
    if packet.data[pos] != 0xAA or packet.data[pos + 1] != 0xAA:
        return STOP_NOT_IP
    if pos + 8 > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos + 6] << 8 | packet.data[pos + 7]
    packet.pos = pos + 8
    return LAYER_ETHERTYPE if packet.next >= TYPE_LENGTH_LIMIT else STOP_NOT_IP


def cooked(packet: Packet, type_at: int, length: int) -> int:
    """Linux "any" device, version 1 (type at 14 of 16 bytes) and 2 (type at 0 of 20)."""
    pos = packet.pos
    if pos + length > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos + type_at] << 8 | packet.data[pos + type_at + 1]
    packet.pos = pos + length
    return LAYER_ETHERTYPE


def loopback(packet: Packet) -> int:
    """BSD loopback: four bytes of address family in the byte order of the writer, whichever that was.

    IPv4 is 2 everywhere; IPv6 is 10, 24, 28 or 30 by operating system, so the version nibble decides instead.
    """
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    family = packet.data[pos] | packet.data[pos + 3]
    packet.pos = pos + 4
    return LAYER_IP if AF_INET <= family <= 30 else STOP_NOT_IP

"""What an EtherType leads to: IP at once, any stack of tags, the headers of fabrics and carriers, LLC."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_MPLS,
    MAX_VLANS,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_NOT_IP,
)
from sensor.decode.numbers import (
    TYPE_CISCO_METADATA,
    TYPE_E_TAG,
    TYPE_ETHERNET,
    TYPE_HSR,
    TYPE_IP4,
    TYPE_IP6,
    TYPE_LENGTH_LIMIT,
    TYPE_MACSEC,
    TYPE_MPLS,
    TYPE_MPLS_MULTICAST,
    TYPE_NSH,
    TYPE_PPPOE,
    TYPE_QINQ_OLD,
    TYPE_QINQ_OLDER,
    TYPE_SERVICE_TAG,
    TYPE_SERVICE_VLAN,
    TYPE_VLAN,
    TYPE_VN_TAG,
)
from sensor.decode.packet import Packet
from sensor.decode.wan import pppoe

OUI_ETHERNET = 0x00
"""Last byte of the organisation code 00-00-00 (RFC 1042): an EtherType follows."""
OUI_BRIDGE_TUNNEL = 0xF8
"""The same of 00-00-F8 (IEEE 802.1H)."""


def ethernet(packet: Packet) -> int:
    """Ethernet II or IEEE 802.3: two addresses and a type."""
    pos = packet.pos
    if pos + 14 > packet.end:
        return STOP_CUT
    packet.mac = pos
    packet.next = packet.data[pos + 12] << 8 | packet.data[pos + 13]
    packet.pos = pos + 14
    return ethertype(packet)


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
    return rare_type(packet, kind)


def rare_type(packet: Packet, kind: int) -> int:
    """The types that tags of fabrics and carriers use."""
    if kind in (TYPE_MPLS, TYPE_MPLS_MULTICAST):
        return LAYER_MPLS
    if kind == TYPE_PPPOE:
        return pppoe(packet)
    if kind == TYPE_VN_TAG:
        return skip_tag(packet, 4)
    if kind in (TYPE_E_TAG, TYPE_CISCO_METADATA):
        return skip_tag(packet, 6)
    if kind == TYPE_HSR:
        return skip_tag(packet, 4)
    if kind == TYPE_SERVICE_TAG:
        packet.pos += 4
        return LAYER_ETHERNET
    if kind == TYPE_ETHERNET:
        return LAYER_ETHERNET
    if kind == TYPE_MACSEC:
        return macsec(packet)
    if kind == TYPE_NSH:
        return service_header(packet)
    return STOP_NOT_IP


def skip_tag(packet: Packet, length: int) -> int:
    """A tag of *length* bytes, then the next type."""
    pos = packet.pos + length
    if pos + 2 > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos] << 8 | packet.data[pos + 1]
    packet.pos = pos + 2
    return LAYER_ETHERTYPE


def macsec(packet: Packet) -> int:
    """MACsec that only signs (IEEE 802.1AE section 9.3): 6 bytes of tag, 8 more with a channel id."""
    pos = packet.pos
    if pos + 14 > packet.end:
        return STOP_CUT
    control = packet.data[pos]
    if control & 0x0C:
        return STOP_ENCRYPTED
    return skip_tag(packet, 14 if control & 0x20 else 6)


def service_header(packet: Packet) -> int:
    """Network service header (RFC 8300 section 2.2): length in words, next protocol at 3."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    kind = packet.data[pos + 3]
    packet.pos = pos + ((packet.data[pos + 1] & 0x3F) << 2)
    if kind == 3:
        return LAYER_ETHERNET
    return LAYER_IP if kind in (1, 2) else STOP_NOT_IP


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
    """LLC with a SNAP header whose OUI says EtherType (RFC 1042), or the LSAP of IP; else a protocol that is not ours."""
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
    if packet.data[pos + 3] or packet.data[pos + 4] or packet.data[pos + 5] not in (OUI_ETHERNET, OUI_BRIDGE_TUNNEL):
        return STOP_NOT_IP
    return LAYER_ETHERTYPE if packet.next >= TYPE_LENGTH_LIMIT else STOP_NOT_IP

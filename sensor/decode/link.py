"""Link layers and tags: which header begins a frame, Ethernet with any stack of tags, LLC, Linux cooked, BSD loopback."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_MPLS,
    LAYER_PPP,
    LAYER_WIFI,
    MAX_VLANS,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_NOT_IP,
)
from sensor.decode.numbers import (
    LINK_ARCNET_BSD,
    LINK_ARCNET_LINUX,
    LINK_CISCO_HDLC,
    LINK_ETHERNET,
    LINK_FDDI,
    LINK_FRAME_RELAY,
    LINK_IPV4,
    LINK_IPV6,
    LINK_LOOP,
    LINK_NFLOG,
    LINK_NULL,
    LINK_PPI,
    LINK_PPP,
    LINK_PPP_HDLC,
    LINK_PPP_PPPD,
    LINK_PPP_WITH_DIRECTION,
    LINK_PPPOE,
    LINK_RADIOTAP,
    LINK_RAW,
    LINK_RAW_BSD,
    LINK_RAW_OPENBSD,
    LINK_SLIP,
    LINK_SLL,
    LINK_SLL2,
    LINK_TOKEN_RING,
    LINK_WIFI,
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
from sensor.decode.switch import switch_layer
from sensor.decode.wan import (
    arcnet,
    cisco_hdlc,
    fddi,
    frame_relay,
    nflog,
    ppp_with_direction,
    pppoe,
    slip,
    token_ring,
)
from sensor.decode.wireless import ppi, radiotap

OUI_ETHERNET = 0x00
"""Last byte of the organisation code 00-00-00 (RFC 1042): an EtherType follows."""
OUI_BRIDGE_TUNNEL = 0xF8
"""The same of 00-00-F8 (IEEE 802.1H)."""

IP_FAMILIES = (2, 10, 24, 28, 30)
"""AF_INET, and AF_INET6 of Linux, NetBSD and OpenBSD, FreeBSD, macOS."""


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
    return wireless_layer(packet, link)


def wireless_layer(packet: Packet, link: int) -> int:
    """The same for 802.11 and its capture headers."""
    if link == LINK_WIFI:
        return LAYER_WIFI
    if link == LINK_RADIOTAP:
        return radiotap(packet)
    if link == LINK_PPI:
        return ppi(packet)
    return wan_layer(packet, link)


def wan_layer(packet: Packet, link: int) -> int:
    """The same for the links of carriers and old offices."""
    if link in (LINK_PPP, LINK_PPP_HDLC):
        return LAYER_PPP
    if link in (LINK_PPP_PPPD, LINK_PPP_WITH_DIRECTION):
        return ppp_with_direction(packet)
    if link == LINK_PPPOE:
        return pppoe(packet)
    if link == LINK_CISCO_HDLC:
        return cisco_hdlc(packet)
    if link == LINK_FRAME_RELAY:
        return frame_relay(packet)
    if link == LINK_SLIP:
        return slip(packet)
    if link == LINK_FDDI:
        return fddi(packet)
    if link == LINK_TOKEN_RING:
        return token_ring(packet)
    if link == LINK_ARCNET_BSD:
        return arcnet(packet, 3)
    if link == LINK_ARCNET_LINUX:
        return arcnet(packet, 5)
    if link == LINK_NFLOG:
        return nflog(packet)
    return switch_layer(packet, link)


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

    IPv4 is 2 everywhere; IPv6 is another number by operating system, so the version nibble decides instead.
    """
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    family = packet.data[pos] | packet.data[pos + 3]
    packet.pos = pos + 4
    return LAYER_IP if family in IP_FAMILIES else STOP_NOT_IP

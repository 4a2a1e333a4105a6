"""Link types: which header begins a frame. Linux cooked, BSD loopback and what macOS and InfiniBand put in front are read here."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_PPP,
    LAYER_WIFI,
    STOP_CUT,
    STOP_LINK,
    STOP_NOT_IP,
)
from sensor.decode.numbers import (
    LINK_ARCNET_BSD,
    LINK_ARCNET_LINUX,
    LINK_CISCO_HDLC,
    LINK_ETHERNET,
    LINK_FDDI,
    LINK_FRAME_RELAY,
    LINK_IPOIB,
    LINK_IPV4,
    LINK_IPV6,
    LINK_LOOP,
    LINK_NFLOG,
    LINK_NULL,
    LINK_PKTAP,
    LINK_PKTAP_PRIVATE,
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

PKTAP_HEADER = 108
"""Its least length (tcpdump.org, LINKTYPE_PKTAP)."""
PKTAP_PACKET = 1
"""A packet follows."""
MANY = 1 << 24

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
    return capture_layer(packet, link)


def capture_layer(packet: Packet, link: int) -> int:
    """The same for 802.11, and for headers that capturing programs put in front."""
    if link == LINK_WIFI:
        return LAYER_WIFI
    if link == LINK_RADIOTAP:
        return radiotap(packet)
    if link == LINK_PPI:
        return ppi(packet)
    if link == LINK_NFLOG:
        return nflog(packet)
    if link in (LINK_PKTAP, LINK_PKTAP_PRIVATE):
        return pktap(packet)
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
    if link == LINK_IPOIB:
        return cooked(packet, 40, 44)
    return switch_layer(packet, link)


def cooked(packet: Packet, type_at: int, length: int) -> int:
    """Linux "any" device, version 1 (type at 14 of 16 bytes) and 2 (type at 0 of 20); InfiniBand (at 40 of 44, RFC 4391 section 6)."""
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


def pktap(packet: Packet) -> int:
    """What macOS tells of a packet: little endian, its own length, what follows, and the link type of that."""
    pos = packet.pos
    if pos + PKTAP_HEADER > packet.end:
        return STOP_CUT if packet.link == LINK_PKTAP else STOP_LINK
    length = little(packet, pos)
    link = little(packet, pos + 8)
    if length < PKTAP_HEADER or little(packet, pos + 4) != PKTAP_PACKET or link in (LINK_PKTAP, LINK_PKTAP_PRIVATE):
        return STOP_LINK
    if pos + length > packet.end:
        return STOP_CUT
    packet.pos = pos + length
    packet.link = link
    return first_layer(packet)


def little(packet: Packet, pos: int) -> int:
    """Return 32 bits at *pos*, the lowest byte first; numbers above those of any length or link come out as MANY."""
    data = packet.data
    return MANY if data[pos + 3] else data[pos] | data[pos + 1] << 8 | data[pos + 2] << 16

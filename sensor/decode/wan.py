"""Links of carriers and old offices: PPP, PPPoE, MPLS, Cisco HDLC, frame relay, SLIP, FDDI, token ring, ARCNET; NFLOG."""

from sensor.decode.layers import (
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_LLC,
    LAYER_MPLS,
    LAYER_PPP,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_MALFORMED,
    STOP_NOT_IP,
)
from sensor.decode.packet import Packet

# PPP protocol numbers (IANA "PPP Numbers").
PPP_IP4 = 0x0021
PPP_IP6 = 0x0057
PPP_MPLS = 0x0281
PPP_COMPRESSED = 0x00FD
PPP_ENCRYPTED = 0x0053

MAX_LABELS = 16
"""MPLS labels in one stack; carriers use up to about six."""
NFLOG_PAYLOAD = 9
"""NFULA_PAYLOAD of linux/netfilter/nfnetlink_log.h."""
MAX_TLVS = 32
SLIP_HEADER = 16
"""Direction and the compressed header that libpcap puts first."""

# Types of ARCNET (RFC 1201, and RFC 1051 which it replaced).
ARCNET_IP_1051 = 0xF0
ARCNET_IP = 0xD4
ARCNET_EXCEPTION = 0xFF


def ppp(packet: Packet) -> int:
    """PPP, with or without address and control (RFC 1661 section 2, RFC 1662 section 3.1)."""
    pos = packet.pos
    if pos + 2 <= packet.end and packet.data[pos] == 0xFF and packet.data[pos + 1] == 0x03:
        pos += 2
    if pos + 2 > packet.end:
        return STOP_CUT
    kind = packet.data[pos]
    pos += 1
    if not kind & 1:  # an odd first byte is a protocol field compressed to one byte
        kind = kind << 8 | packet.data[pos]
        pos += 1
    packet.pos = pos
    if kind == PPP_IP4:
        return LAYER_IP4
    if kind == PPP_IP6:
        return LAYER_IP6
    if kind == PPP_MPLS:
        return LAYER_MPLS
    return STOP_ENCRYPTED if kind in (PPP_COMPRESSED, PPP_ENCRYPTED) else STOP_NOT_IP


def ppp_with_direction(packet: Packet) -> int:
    """PPP behind one byte of direction."""
    packet.pos += 1
    return LAYER_PPP


def pppoe(packet: Packet) -> int:
    """PPPoE session stage (RFC 2516 section 4)."""
    pos = packet.pos
    if pos + 6 > packet.end:
        return STOP_CUT
    if packet.data[pos] != 0x11 or packet.data[pos + 1]:
        return STOP_NOT_IP
    packet.pos = pos + 6
    return LAYER_PPP


def mpls(packet: Packet) -> int:
    """A label stack (RFC 3032); below it IP, or Ethernet with or without a control word (RFC 4385, RFC 4448)."""
    pos = packet.pos
    for _ in range(MAX_LABELS):
        if pos + 4 > packet.end:
            return STOP_CUT
        pos += 4
        if packet.data[pos - 2] & 1:
            return below_labels(packet, pos)
    return STOP_MALFORMED


def below_labels(packet: Packet, pos: int) -> int:
    """Tell by the first nibble, and by the EtherType where that leaves a choice."""
    if pos >= packet.end:
        return STOP_CUT
    packet.pos = pos
    packet.mac = -1  # the addresses so far are those of routers
    nibble = packet.data[pos] >> 4
    if nibble == 4 and packet.data[pos] & 0x0F >= 5 and not ethernet_at(packet, pos):
        return LAYER_IP4
    if nibble == 6 and not ethernet_at(packet, pos):
        return LAYER_IP6
    if nibble == 0 and (ethernet_at(packet, pos + 4) or not ethernet_at(packet, pos)):
        packet.pos = pos + 4
    return LAYER_ETHERNET


def ethernet_at(packet: Packet, pos: int) -> bool:
    """True when an Ethernet header of a common type may stand at *pos*."""
    if pos + 14 > packet.end:
        return False
    return (packet.data[pos + 12] << 8 | packet.data[pos + 13]) in (
        0x0800,
        0x86DD,
        0x8100,
        0x88A8,
        0x0806,
        0x8847,
        0x8864,
    )


def cisco_hdlc(packet: Packet) -> int:
    """Cisco HDLC: address, control, EtherType."""
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    packet.pos = pos + 4
    return LAYER_ETHERTYPE


def frame_relay(packet: Packet) -> int:
    """Frame relay: an EtherType (Cisco) or an NLPID (RFC 2427 section 4) behind an address of two to four bytes."""
    pos = packet.pos
    if pos + 6 > packet.end:
        return STOP_CUT
    if not packet.data[pos + 1] & 1:  # the last byte of the address is odd
        pos += 1 if packet.data[pos + 2] & 1 else 2
    if pos + 6 > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    if packet.next in (0x0800, 0x86DD):
        packet.pos = pos + 4
        return LAYER_ETHERTYPE
    packet.next = 0
    if packet.data[pos + 2] != 0x03:
        return STOP_NOT_IP
    at = pos + (4 if packet.data[pos + 3] == 0 else 3)
    if packet.data[at] in (0xCC, 0x8E):
        packet.pos = at + 1
        return LAYER_IP
    if packet.data[at] == 0xCF:
        packet.pos = at + 1
        return LAYER_PPP
    if packet.data[at] != 0x80 or at + 6 > packet.end:
        return STOP_NOT_IP
    packet.next = packet.data[at + 4] << 8 | packet.data[at + 5]
    packet.pos = at + 6
    return LAYER_ETHERTYPE


def slip(packet: Packet) -> int:
    """SLIP behind the header that libpcap adds."""
    packet.pos += SLIP_HEADER
    return LAYER_IP


def fddi(packet: Packet) -> int:
    """FDDI: frame control, two addresses, LLC."""
    packet.pos += 13
    return LAYER_LLC


def token_ring(packet: Packet) -> int:
    """Token ring: access and frame control, two addresses, source routing where the source's top bit says so, LLC."""
    pos = packet.pos
    if pos + 16 > packet.end:
        return STOP_CUT
    packet.pos = pos + 14 + (packet.data[pos + 14] & 0x1F if packet.data[pos + 8] & 0x80 else 0)
    return LAYER_LLC


def arcnet(packet: Packet, header: int) -> int:
    """ARCNET: *header* bytes whose last is the type; RFC 1201 puts a flag and a sequence number behind it."""
    pos = packet.pos + header
    if pos + 4 > packet.end:
        return STOP_CUT
    kind = packet.data[pos - 1]
    if kind == ARCNET_IP_1051:
        packet.pos = pos
        return LAYER_IP4
    if kind != ARCNET_IP:
        return STOP_NOT_IP
    if packet.data[pos] == ARCNET_EXCEPTION:
        pos += 4  # the flag, padding, and the type once more
    elif packet.data[pos]:
        return STOP_NOT_IP  # a piece of a split packet
    packet.pos = pos + 3
    return LAYER_IP4


def nflog(packet: Packet) -> int:
    """Linux netfilter log: attributes of length, type and value; the payload is an IP packet."""
    pos = packet.pos + 4
    for _ in range(MAX_TLVS):
        if pos + 4 > packet.end:
            return STOP_CUT
        length = packet.data[pos] | packet.data[pos + 1] << 8
        kind = packet.data[pos + 2] | packet.data[pos + 3] << 8
        if length < 4:
            return STOP_MALFORMED
        if kind == NFLOG_PAYLOAD:
            packet.pos = pos + 4
            return LAYER_IP
        pos += length + 3 & ~3
    return STOP_MALFORMED

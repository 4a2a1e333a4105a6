"""Packets inside packets: GRE with ERSPAN and NVGRE, IP in IP, VXLAN, GENEVE, GTP-U, Teredo, L2TP, ESP without encryption.

A step checks what it reads before it calls a UDP port a tunnel; what does not fit stays an ordinary datagram.
"""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_ETHERNET,
    LAYER_ETHERTYPE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    LAYER_IP_PROTOCOL,
    LAYER_MPLS,
    LAYER_PPP,
    LAYER_WIFI,
    PROTO_TCP,
    PROTO_UDP,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_NOT_IP,
    STOP_TRANSPORT,
    TUNNEL_ERSPAN,
    TUNNEL_ESP,
    TUNNEL_GENEVE,
    TUNNEL_GRE,
    TUNNEL_GTP,
    TUNNEL_IP,
    TUNNEL_L2TP,
    TUNNEL_NVGRE,
    TUNNEL_TEREDO,
    TUNNEL_VXLAN,
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
    TYPE_IP4,
    TYPE_IP6,
    TYPE_LENGTH_LIMIT,
    TYPE_MPLS,
    TYPE_NSH,
)
from sensor.decode.packet import Packet
from sensor.decode.wireless import capwap
from sensor.wire.ports import port_table

IP_TUNNELS = (IP_IN_IP, IP6_IN_IP, GRE, ESP, ETHER_IP, IP_COMPRESSED, L2TP3, MPLS_IN_IP)
"""What `ip_tunnel` takes."""

# UDP ports.
PORT_DNS = 53
PORT_L2TP = 1701
PORT_GTP_U = 2152
PORT_TEREDO = 3544
PORT_ESP = 4500
PORT_VXLAN = 4789
PORT_VXLAN_GPE = 4790
PORT_CAPWAP = 5247
PORT_GENEVE = 6081
PORT_MPLS = 6635
PORT_VXLAN_LINUX = 8472

TUNNEL_PORTS = port_table(
    (
        PORT_L2TP,
        PORT_GTP_U,
        PORT_TEREDO,
        PORT_ESP,
        PORT_VXLAN,
        PORT_VXLAN_GPE,
        PORT_CAPWAP,
        PORT_GENEVE,
        PORT_MPLS,
        PORT_VXLAN_LINUX,
    )
)
"""1 for each UDP port at which a tunnel may be: one look for every datagram."""

# GRE protocol types.
GRE_ETHERNET = 0x6558
GRE_ERSPAN = 0x88BE
GRE_ERSPAN3 = 0x22EB
GRE_PPP = 0x880B
GRE_WIFI_FIRST = 0x8200
"""Aruba access points carry 802.11 frames under these."""
GRE_WIFI_LAST = 0x8210
GRE_WCCP = 0x883E

GPE_TYPES = (0, TYPE_IP4, TYPE_IP6, GRE_ETHERNET, TYPE_NSH, TYPE_MPLS)
"""EtherTypes for the protocol numbers of VXLAN-GPE (draft-ietf-nvo3-vxlan-gpe section 3.2)."""

MAX_LABELS = 16
"""MPLS labels looked through before a datagram is taken for a tunnel."""

ESP_CHECKS = (12, 16, 0, 8, 24, 32, 20)
"""Lengths of the integrity value at the end of ESP, the usual first (RFC 8221 section 6)."""


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


def gre(packet: Packet) -> int:
    """GRE (RFC 2784, 2890), enhanced GRE of PPTP (RFC 2637), NVGRE (RFC 7637)."""
    pos = packet.pos
    if pos + 4 > packet.end:
        return STOP_CUT
    flags = packet.data[pos] << 8 | packet.data[pos + 1]
    kind = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    pos += 4
    if flags & 0xC000 and not flags & 7:  # checksum or routing: both fields are there
        pos += 4
    key = 0
    if flags & 0x2000:
        if pos + 4 > packet.end:
            return STOP_CUT
        key = packet.data[pos] << 16 | packet.data[pos + 1] << 8 | packet.data[pos + 2]
        pos += 4
    if flags & 0x1000:
        pos += 4
    if flags & 7 == 1 and flags & 0x0080:
        pos += 4
    packet.pos = pos
    packet.next = kind
    return inside_gre(packet, flags, key)


def inside_gre(packet: Packet, flags: int, key: int) -> int:
    """Enter what `Packet.next` says that GRE carries."""
    kind = packet.next
    if flags & 7 == 1 and not flags & 0x1000:
        return STOP_NOT_IP  # an acknowledgement of PPTP carries nothing
    if kind < TYPE_LENGTH_LIMIT:
        return STOP_NOT_IP  # a keepalive, or a network protocol of old
    if kind in (GRE_ERSPAN, GRE_ERSPAN3):
        return erspan(packet, kind, flags & 0x1000)
    if kind == GRE_ETHERNET:
        packet.enter_tunnel(TUNNEL_NVGRE if key else TUNNEL_GRE, key)
        return LAYER_ETHERNET
    packet.enter_tunnel(TUNNEL_GRE, 0)
    if kind == GRE_PPP:
        return LAYER_PPP
    if GRE_WIFI_FIRST <= kind <= GRE_WIFI_LAST:
        return LAYER_WIFI
    if kind == GRE_WCCP:
        return wccp(packet)
    return LAYER_ETHERTYPE


def wccp(packet: Packet) -> int:
    """Redirected packets of WCCP: version 2 puts four bytes before the IP header."""
    if packet.pos < packet.end and packet.data[packet.pos] >> 4 != 4:
        packet.pos += 4
    return LAYER_IP


def erspan(packet: Packet, kind: int, sequenced: int) -> int:
    """ERSPAN type I (no header), II (8 bytes) and III (12 bytes, 8 more when its O bit is set)."""
    pos = packet.pos
    packet.enter_tunnel(TUNNEL_ERSPAN, 0)
    if kind == GRE_ERSPAN3:
        if pos + 12 > packet.end:
            return STOP_CUT
        packet.pos = pos + (20 if packet.data[pos + 11] & 1 else 12)
        return LAYER_IP if packet.data[pos + 10] >> 2 & 0x1F == 2 else LAYER_ETHERNET
    packet.pos = pos + (8 if sequenced else 0)
    return LAYER_ETHERNET


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


def inner_fits(packet: Packet, kind: int, pos: int) -> bool:
    """True when what stands at *pos* can begin a packet of EtherType *kind*: one that is known, and not contradicted."""
    if kind in (TYPE_IP4, TYPE_IP6):
        return pos + 20 <= packet.end and packet.data[pos] >> 4 == (4 if kind == TYPE_IP4 else 6)
    if kind == GRE_ETHERNET:
        return ethernet_fits(packet, pos)
    return kind in (TYPE_MPLS, TYPE_NSH) and pos + 8 <= packet.end


def not_marker(packet: Packet) -> bool:
    """True when the first four bytes are an SPI; zeros mark IKE on the same port (RFC 3948 section 2.2)."""
    pos = packet.payload
    return (packet.data[pos] | packet.data[pos + 1] | packet.data[pos + 2] | packet.data[pos + 3]) != 0


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


def ethernet_fits(packet: Packet, pos: int) -> bool:
    """True when an Ethernet header of a usual type, or one with a length, stands at *pos*."""
    return known_at(packet, pos) or (pos + 14 <= packet.end and packet.data[pos + 12] < TYPE_LENGTH_LIMIT >> 8)


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


def gtp(packet: Packet) -> int:
    """GTP-U version 1, G-PDU (3GPP TS 29.281 section 5.1), with its extension headers."""
    pos = packet.payload
    if pos + 8 > packet.end or packet.data[pos] & 0xF0 != 0x30 or packet.data[pos + 1] != 0xFF:
        return LAYER_DONE
    flags = packet.data[pos]
    pos += 8
    if flags & 0x07:
        if pos + 4 > packet.end:
            return LAYER_DONE
        pos += 4
        following = packet.data[pos - 1] if flags & 0x04 else 0
        while following:
            if pos + 4 > packet.end or packet.data[pos] == 0:
                return LAYER_DONE
            pos += packet.data[pos] << 2
            if pos > packet.end:
                return LAYER_DONE
            following = packet.data[pos - 1]
    if pos >= packet.end or packet.data[pos] >> 4 not in (4, 6):
        return LAYER_DONE
    packet.pos = pos
    packet.enter_tunnel(TUNNEL_GTP, 0)
    return LAYER_IP


def teredo(packet: Packet) -> int:
    """Teredo: IPv6 behind optional authentication and origin headers (RFC 4380 section 5.1.1)."""
    pos = packet.payload
    if pos + 40 > packet.end:
        return LAYER_DONE
    if packet.data[pos] == 0 and packet.data[pos + 1] == 1:
        pos += 13 + packet.data[pos + 2] + packet.data[pos + 3]
    if pos + 8 <= packet.end and packet.data[pos] == 0 and packet.data[pos + 1] == 0:
        pos += 8
    if pos + 40 > packet.end or packet.data[pos] >> 4 != 6:
        return LAYER_DONE
    packet.pos = pos
    packet.enter_tunnel(TUNNEL_TEREDO, 0)
    return LAYER_IP6


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


def known_at(packet: Packet, pos: int) -> bool:
    """True when the header at *pos* has an EtherType that makes a guess at Ethernet believable."""
    if pos + 14 > packet.end:
        return False
    kind = packet.data[pos + 12] << 8 | packet.data[pos + 13]
    return kind in (0x0800, 0x86DD, 0x8100, 0x88A8, 0x0806, 0x8847, 0x8864, 0x88CC)


def esp(packet: Packet, pos: int) -> int:
    """ESP whose payload is not encrypted (RFC 2410): told by a trailer and an inner header that fit each other.

    No packet says so; what does not fit for any usual length of the integrity value is taken as encrypted.
    """
    for check in ESP_CHECKS:
        last = packet.end - check - 1
        if packet.missing or last < pos + 8 + 20 or last >= packet.end:
            continue
        kind = packet.data[last]
        padding = packet.data[last - 1]
        end = last - 1 - padding
        if kind not in (IP_IN_IP, IP6_IN_IP, PROTO_TCP, PROTO_UDP) or end <= pos + 8:
            continue
        if padded(packet, end, padding) and fits(packet, kind, pos + 8, end):
            packet.pos = pos + 8
            packet.end = end
            packet.next = kind
            link_addresses = packet.mac
            packet.enter_tunnel(TUNNEL_ESP, 0)
            if kind in (PROTO_TCP, PROTO_UDP):
                packet.mac = link_addresses  # between the ends themselves
            if kind == IP_IN_IP:
                return LAYER_IP4
            return LAYER_IP6 if kind == IP6_IN_IP else LAYER_IP_PROTOCOL
    return STOP_ENCRYPTED


def padded(packet: Packet, pos: int, length: int) -> bool:
    """True when the padding counts 1, 2, 3 … as RFC 4303 section 2.4 asks."""
    for at in range(length):
        if packet.data[pos + at] != at + 1:
            return False
    return True


def fits(packet: Packet, kind: int, pos: int, end: int) -> bool:
    """True when the bytes at *pos* can be the header that *kind* names, of a packet that ends at *end*."""
    size = end - pos
    if kind == IP_IN_IP:
        return size >= 20 and packet.data[pos] >> 4 == 4 and (packet.data[pos + 2] << 8 | packet.data[pos + 3]) == size
    if kind == IP6_IN_IP:
        return (
            size >= 40
            and packet.data[pos] >> 4 == 6
            and (packet.data[pos + 4] << 8 | packet.data[pos + 5]) == size - 40
        )
    if kind == PROTO_UDP:
        return size >= 8 and (packet.data[pos + 4] << 8 | packet.data[pos + 5]) == size
    if kind == PROTO_TCP:
        return size >= 20 and 20 <= packet.data[pos + 12] >> 4 << 2 <= size and packet.data[pos + 12] & 0x0E == 0
    return False

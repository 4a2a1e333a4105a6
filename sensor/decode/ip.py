"""IPv4, IPv6 with its extension headers, TCP and UDP."""

from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_IP_PROTOCOL,
    PROTO_TCP,
    PROTO_UDP,
    STOP_CUT,
    STOP_FRAGMENT,
    STOP_MALFORMED,
    STOP_TRANSPORT,
)
from sensor.decode.numbers import (
    AUTHENTICATION,
    DESTINATION,
    FRAGMENT,
    HIP,
    HOP_BY_HOP,
    MOBILITY,
    ROUTING,
    SHIM6,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.numbers import IP_TUNNELS, TUNNEL_PORTS
from sensor.decode.tunnels.over_ip import ip_tunnel
from sensor.decode.tunnels.over_udp import udp_tunnel

ICMP6 = 58
"""Not ours to decode; neighbour discovery is read elsewhere (RFC 4861)."""

READ_IN_4 = bytes(kind in (PROTO_TCP, PROTO_UDP, AUTHENTICATION, *IP_TUNNELS) for kind in range(256))
"""1 for each protocol of which anything is read behind IPv4: fragments of another are not worth putting together."""
READ_IN_6 = bytes(
    READ_IN_4[kind] or kind in (HOP_BY_HOP, ROUTING, FRAGMENT, ICMP6, DESTINATION, MOBILITY, HIP, SHIM6)
    for kind in range(256)
)


def ip4(packet: Packet) -> int:
    """IPv4 header with options (RFC 791 section 3.1). Checksums are not looked at: offloading leaves them wrong."""
    pos = packet.pos
    if pos + 20 > packet.end:
        return STOP_CUT
    length = (packet.data[pos] & 0x0F) << 2
    if packet.data[pos] >> 4 != 4 or length < 20:
        return STOP_MALFORMED
    total = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    if total:  # 0: segmentation offload, the card fills it in later; the frame's end counts
        if total < length:
            return STOP_MALFORMED
        packet.ends_at(pos + total)
    if pos + length > packet.end:
        return STOP_CUT
    packet.ip_version = 4
    packet.ip_header = pos
    packet.src = pos + 12
    packet.dst = pos + 16
    packet.address_length = 4
    packet.next = packet.data[pos + 9]
    packet.pos = pos + length
    offset = packet.data[pos + 6] << 8 | packet.data[pos + 7]
    if offset & 0x3FFF:  # more fragments, or not the first
        packet.fragment_id = packet.data[pos + 4] << 8 | packet.data[pos + 5]
        return fragment(packet, (offset & 0x1FFF) << 3, offset & 0x2000)
    return ip_protocol(packet)


def fragment(packet: Packet, offset: int, more: int) -> int:
    """Note where the fragment belongs; `sensor.flows.fragments` puts it together if anything in it is read."""
    if not (READ_IN_6 if packet.ip_version == 6 else READ_IN_4)[packet.next]:
        return STOP_TRANSPORT
    packet.fragment_offset = offset
    packet.fragment_more = more != 0
    packet.fragment_data = packet.pos
    packet.proto = packet.next
    return STOP_FRAGMENT


def ip6(packet: Packet) -> int:
    """IPv6 header (RFC 8200 section 3). A payload length of 0 is a jumbogram or offloading: the frame's end counts."""
    pos = packet.pos
    if pos + 40 > packet.end:
        return STOP_CUT
    if packet.data[pos] >> 4 != 6:
        return STOP_MALFORMED
    length = packet.data[pos + 4] << 8 | packet.data[pos + 5]
    if length:
        packet.ends_at(pos + 40 + length)
    packet.ip_version = 6
    packet.ip_header = pos
    packet.src = pos + 8
    packet.dst = pos + 24
    packet.address_length = 16
    packet.next = packet.data[pos + 6]
    packet.pos = pos + 40
    return ip_protocol(packet)


def ip_protocol(packet: Packet) -> int:
    """Dispatch on `Packet.next`: a transport, or one more extension header."""
    kind = packet.next
    if kind == PROTO_TCP:
        return tcp(packet)
    if kind == PROTO_UDP:
        return udp(packet)
    if kind == AUTHENTICATION:
        return extension(packet)
    if packet.ip_version == 6:
        if kind in (HOP_BY_HOP, ROUTING, DESTINATION, MOBILITY, HIP, SHIM6):
            return extension(packet)
        if kind == FRAGMENT:
            return fragment_header(packet)
    return ip_tunnel(packet)


def extension(packet: Packet) -> int:
    """An extension header: next, length in 8-byte units less one (RFC 8200), in 4-byte units less two for AH."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    units = packet.data[pos + 1]
    length = (units + 2) << 2 if packet.next == AUTHENTICATION else (units + 1) << 3
    if pos + length > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos]
    packet.pos = pos + length
    return LAYER_IP_PROTOCOL


def fragment_header(packet: Packet) -> int:
    """The fragment header (RFC 8200 section 4.5); offset 0 without more is an atomic fragment (RFC 6946)."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    packet.next = packet.data[pos]
    offset = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    packet.pos = pos + 8
    if offset & 0xFFF9 == 0:
        return LAYER_IP_PROTOCOL
    packet.fragment_id = (
        packet.data[pos + 4] << 24 | packet.data[pos + 5] << 16 | packet.data[pos + 6] << 8 | packet.data[pos + 7]
    )
    return fragment(packet, offset & 0xFFF8, offset & 1)


def tcp(packet: Packet) -> int:
    """TCP header (RFC 9293 section 3.1)."""
    pos = packet.pos
    if pos + 20 > packet.end:
        return STOP_CUT
    length = packet.data[pos + 12] >> 4 << 2
    if length < 20:
        return STOP_MALFORMED
    if pos + length > packet.end:
        return STOP_CUT
    packet.proto = PROTO_TCP
    packet.sport = packet.data[pos] << 8 | packet.data[pos + 1]
    packet.dport = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    packet.seq = (
        packet.data[pos + 4] << 24 | packet.data[pos + 5] << 16 | packet.data[pos + 6] << 8 | packet.data[pos + 7]
    )
    packet.tcp_flags = packet.data[pos + 13]
    packet.payload = pos + length
    return LAYER_DONE


def udp(packet: Packet) -> int:
    """UDP header (RFC 768); a length of 0 is a jumbogram (RFC 2675), one that contradicts IP is ignored."""
    pos = packet.pos
    if pos + 8 > packet.end:
        return STOP_CUT
    packet.proto = PROTO_UDP
    packet.sport = packet.data[pos] << 8 | packet.data[pos + 1]
    packet.dport = packet.data[pos + 2] << 8 | packet.data[pos + 3]
    length = packet.data[pos + 4] << 8 | packet.data[pos + 5]
    if 8 <= length <= packet.end - pos + packet.missing:
        packet.ends_at(pos + length)
    packet.payload = pos + 8
    if (TUNNEL_PORTS[packet.dport] or TUNNEL_PORTS[packet.sport]) and packet.tunnel_depth < packet.tunnel_limit:
        return udp_tunnel(packet)
    return LAYER_DONE

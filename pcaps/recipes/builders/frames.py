"""Ethernet, VLAN, IPv4, IPv6, UDP and TCP headers with correct checksums.

Addresses are text, ports and numbers are integers, payloads are bytes. ``udp`` and ``tcp`` return an IP *packet* (the
checksum needs the addresses); ``ethernet`` puts it in a frame.
"""

import ipaddress
import struct
from collections.abc import Iterator, Sequence

IPV4, ARP, IPV6, VLAN, QINQ = 0x0800, 0x0806, 0x86DD, 0x8100, 0x88A8
"""EtherTypes (IEEE 802 numbers)."""
ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
"""IP protocol numbers."""
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
"""TCP flags (RFC 9293 section 3.1)."""

CLIENT_MAC = "52:54:00:00:00:01"
SERVER_MAC = "52:54:00:00:00:02"


def checksum(data: bytes) -> int:
    """Return the Internet checksum of *data* (RFC 1071)."""
    total: int = sum(struct.unpack(f"!{(len(data) + 1) // 2}H", data + b"\0" * (len(data) % 2)))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def sender(frame: bytes) -> str:
    """Return the hardware address that an Ethernet frame comes from."""
    return frame[6:12].hex(":")


def mac(text: str) -> bytes:
    """Return the six bytes of ``52:54:00:36:3e:ff``."""
    return bytes.fromhex(text.replace(":", ""))


def ethernet(
    packet: bytes, *, src: str = CLIENT_MAC, dst: str = SERVER_MAC, vlan: Sequence[int] = (), kind: int | None = None
) -> bytes:
    """Put an IP packet into a frame.

    *vlan* holds ids, outer first: two or more make all but the last 802.1ad service tags. *kind* overrides the
    EtherType that follows from the packet's version.
    """
    if kind is None:
        kind = IPV6 if packet and packet[0] >> 4 == 6 else IPV4
    tags = b"".join(struct.pack("!HH", VLAN if i == len(vlan) - 1 else QINQ, number) for i, number in enumerate(vlan))
    return mac(dst) + mac(src) + tags + struct.pack("!H", kind) + packet


def ipv4(
    src: str,
    dst: str,
    proto: int,
    payload: bytes,
    *,
    ttl: int = 64,
    ident: int = 0,
    flags: int = 2,
    offset: int = 0,
    options: bytes = b"",
) -> bytes:
    """Return an IPv4 packet. *flags* 2 is don't-fragment, 1 more-fragments; *offset* is in bytes, a multiple of 8."""
    length = 20 + len(options) + len(payload)
    head = struct.pack(
        "!BBHHHBBH4s4s",
        0x45 + len(options) // 4,
        0,
        length,
        ident,
        flags << 13 | offset // 8,
        ttl,
        proto,
        0,
        ipaddress.IPv4Address(src).packed,
        ipaddress.IPv4Address(dst).packed,
    )
    head += options
    return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + payload


def ipv6(src: str, dst: str, proto: int, payload: bytes, *, ttl: int = 64, flow: int = 0) -> bytes:
    """Return an IPv6 packet; extension headers are part of *payload*, *proto* is the first next-header value."""
    return (
        struct.pack("!IHBB", 6 << 28 | flow, len(payload), proto, ttl)
        + ipaddress.IPv6Address(src).packed
        + ipaddress.IPv6Address(dst).packed
        + payload
    )


def pseudo_header(src: str, dst: str, proto: int, length: int) -> bytes:
    """Return what a UDP or TCP checksum covers besides the segment (RFC 768, RFC 8200 section 8.1)."""
    one, two = ipaddress.ip_address(src).packed, ipaddress.ip_address(dst).packed
    return one + two + (struct.pack("!BBH", 0, proto, length) if len(one) == 4 else struct.pack("!II", length, proto))


def ip(src: str, dst: str, proto: int, payload: bytes, *, ttl: int = 64, ident: int = 0) -> bytes:
    """Return an IPv4 or IPv6 packet, whichever the addresses ask for."""
    if ":" in src:
        return ipv6(src, dst, proto, payload, ttl=ttl)
    return ipv4(src, dst, proto, payload, ttl=ttl, ident=ident)


def udp_datagram(src: str, dst: str, sport: int, dport: int, payload: bytes) -> bytes:
    """Return a UDP header with its payload (RFC 768); the addresses are for the checksum."""
    head = struct.pack("!HHHH", sport, dport, 8 + len(payload), 0)
    total = checksum(pseudo_header(src, dst, UDP, len(head) + len(payload)) + head + payload) or 0xFFFF
    return head[:6] + struct.pack("!H", total) + payload


def udp(src: str, dst: str, sport: int, dport: int, payload: bytes, *, ttl: int = 64, ident: int = 0) -> bytes:
    """Return an IP packet with a UDP datagram."""
    return ip(src, dst, UDP, udp_datagram(src, dst, sport, dport, payload), ttl=ttl, ident=ident)


def tcp_segment(
    src: str,
    dst: str,
    sport: int,
    dport: int,
    payload: bytes = b"",
    *,
    seq: int = 1,
    ack: int = 1,
    flags: int = ACK | PSH,
    window: int = 64240,
    options: bytes = b"",
) -> bytes:
    """Return a TCP header with its payload (RFC 9293); *options* is padded to four bytes."""
    options += b"\0" * (-len(options) % 4)
    head = struct.pack(
        "!HHIIBBHHH",
        sport,
        dport,
        seq & 0xFFFFFFFF,
        ack & 0xFFFFFFFF,
        (20 + len(options)) // 4 << 4,
        flags,
        window,
        0,
        0,
    )
    head += options
    total = checksum(pseudo_header(src, dst, TCP, len(head) + len(payload)) + head + payload)
    return head[:16] + struct.pack("!H", total) + head[18:] + payload


def tcp(
    src: str,
    dst: str,
    sport: int,
    dport: int,
    payload: bytes = b"",
    *,
    seq: int = 1,
    ack: int = 1,
    flags: int = ACK | PSH,
    window: int = 64240,
    options: bytes = b"",
    ttl: int = 64,
    ident: int = 0,
) -> bytes:
    """Return an IP packet with a TCP segment."""
    segment = tcp_segment(
        src, dst, sport, dport, payload, seq=seq, ack=ack, flags=flags, window=window, options=options
    )
    return ip(src, dst, TCP, segment, ttl=ttl, ident=ident)


def fragments4(packet: bytes, size: int) -> Iterator[bytes]:
    """Yield the IPv4 packet in fragments of *size* payload bytes (a multiple of 8), RFC 791 section 3.2."""
    head_length = (packet[0] & 15) * 4
    head, payload = packet[:head_length], packet[head_length:]
    for offset in range(0, len(payload), size):
        piece = payload[offset : offset + size]
        more = offset + size < len(payload)
        part = head[:2] + struct.pack("!H", head_length + len(piece)) + head[4:6]
        part += struct.pack("!H", (0x2000 if more else 0) | offset // 8) + head[8:10] + b"\0\0" + head[12:]
        yield part[:10] + struct.pack("!H", checksum(part)) + part[12:] + piece


def fragments6(packet: bytes, size: int, ident: int) -> Iterator[bytes]:
    """Yield the IPv6 packet in fragments of *size* payload bytes (a multiple of 8), RFC 8200 section 4.5."""
    head, payload = packet[:40], packet[40:]
    for offset in range(0, len(payload), size):
        piece = payload[offset : offset + size]
        more = offset + size < len(payload)
        fragment = struct.pack("!BBHI", head[6], 0, offset | more, ident)
        yield head[:4] + struct.pack("!HBB", 8 + len(piece), 44, head[7]) + head[8:] + fragment + piece


def sll(packet: bytes, *, src: str = CLIENT_MAC, sent: bool = False) -> bytes:
    """Return a Linux cooked v1 frame (LINKTYPE_LINUX_SLL, 113)."""
    kind = IPV6 if packet[0] >> 4 == 6 else IPV4
    return struct.pack("!HHH", 4 if sent else 0, 1, 6) + mac(src) + b"\0\0" + struct.pack("!H", kind) + packet


def sll2(packet: bytes, *, src: str = CLIENT_MAC, sent: bool = False, index: int = 2) -> bytes:
    """Return a Linux cooked v2 frame (LINKTYPE_LINUX_SLL2, 276)."""
    kind = IPV6 if packet[0] >> 4 == 6 else IPV4
    return struct.pack("!HHIHBB", kind, 0, index, 1, 4 if sent else 0, 6) + mac(src) + b"\0\0" + packet


def null(packet: bytes, *, order: str = "<") -> bytes:
    """Return a BSD loopback frame (LINKTYPE_NULL, 0); the family is in the byte order of the capturing machine."""
    return struct.pack(order + "I", 30 if packet[0] >> 4 == 6 else 2) + packet

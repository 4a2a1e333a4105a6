"""What devices of one link tell each other: ARP, neighbour discovery, DHCPv6, NetBIOS names."""

import ipaddress
import struct
from collections.abc import Sequence

from . import dns, frames

SOLICIT, ADVERTISE, REQUEST, CONFIRM, RENEW, REBIND, REPLY, RELEASE = range(1, 9)
"""DHCPv6 message types (RFC 8415 section 7.3)."""
NOBODY = "00:00:00:00:00:00"
REGISTER, REFRESH = 0x2910, 0x4110
"""Flags of NetBIOS name requests: opcode, recursion desired, broadcast (RFC 1002 section 4.2.1.1)."""
POSITIVE = 0x8500
"""Flags of a positive NetBIOS answer."""
GROUP = 0x8000


def address(text: str) -> bytes:
    """Return the 4 or 16 bytes of an address."""
    return ipaddress.ip_address(text).packed


def arp(opcode: int, src_mac: str, src: str, dst: str, dst_mac: str = NOBODY) -> bytes:
    """Return an ARP packet for Ethernet and IPv4: *opcode* 1 asks, 2 answers (RFC 826)."""
    head = struct.pack("!HHBBH", 1, frames.IPV4, 6, 4, opcode)
    return head + frames.mac(src_mac) + address(src) + frames.mac(dst_mac) + address(dst)


def icmp6(src: str, dst: str, message: bytes, *, ttl: int = 255) -> bytes:
    """Return an IPv6 packet with an ICMPv6 message, its checksum set (RFC 4443 section 2.3)."""
    total = frames.checksum(frames.pseudo_header(src, dst, frames.ICMP6, len(message)) + message)
    return frames.ipv6(src, dst, frames.ICMP6, message[:2] + total.to_bytes(2, "big") + message[4:], ttl=ttl)


def solicitation(target: str, mac: str | None = None) -> bytes:
    """Return a neighbour solicitation; *mac* is the sender's own (RFC 4861 section 4.3)."""
    return bytes([135, 0, 0, 0, 0, 0, 0, 0]) + address(target) + (b"\1\1" + frames.mac(mac) if mac else b"")


def advertisement(target: str, mac: str | None = None, *, flags: int = 0x60) -> bytes:
    """Return a neighbour advertisement; *mac* is the target's (RFC 4861 section 4.4)."""
    return bytes([136, 0, 0, 0, flags, 0, 0, 0]) + address(target) + (b"\2\1" + frames.mac(mac) if mac else b"")


def option6(code: int, value: bytes) -> bytes:
    """Return a DHCPv6 option."""
    return struct.pack("!HH", code, len(value)) + value


def duid(mac: str) -> bytes:
    """Return a DUID made of a hardware address and a time (RFC 8415 section 11.2)."""
    return struct.pack("!HHI", 1, 1, 0x2A000000) + frames.mac(mac)


def dhcpv6(
    kind: int,
    mac: str,
    *,
    xid: int = 0x123456,
    addresses: Sequence[str] = (),
    lease: int = 7200,
    fqdn: str | None = None,
    vendor_class: str | None = None,
) -> bytes:
    """Return a DHCPv6 message of the client with the DUID of *mac*."""
    message = bytes([kind]) + xid.to_bytes(3, "big") + option6(1, duid(mac))
    inner = b"".join(option6(5, address(ip) + struct.pack("!II", lease, lease)) for ip in addresses)
    message += option6(3, b"\0\0\0\1" + bytes(8) + inner)
    if fqdn:
        message += option6(39, b"\0" + dns.labels(fqdn))
    if vendor_class:
        text = vendor_class.encode()
        message += option6(16, struct.pack("!IH", 311, len(text)) + text)
    return message


def relayed6(message: bytes, link: str, peer: str, mac: str | None = None, *, kind: int = 12) -> bytes:
    """Put a message into one of a relay: *kind* 12 to the server, 13 back (RFC 8415 section 9)."""
    told = option6(79, b"\0\1" + frames.mac(mac)) if mac else b""
    return bytes([kind, 0]) + address(link) + address(peer) + option6(9, message) + told


def netbios_claim(
    name: str, *addresses: str, suffix: int = 0, flags: int = REGISTER, group: bool = False, ident: int = 0x8001
) -> bytes:
    """Return a registration or refresh of a NetBIOS name (RFC 1002 sections 4.2.2 and 4.2.4)."""
    owners = b"".join(struct.pack("!H", GROUP if group else 0) + address(ip) for ip in addresses)
    message = dns.query(dns.netbios(name, suffix), 0x20, ident=ident, flags=flags)
    record = b"\xc0\x0c" + struct.pack("!HHIH", 0x20, 1, 300000, len(owners)) + owners
    return message[:10] + b"\0\1" + message[12:] + record


def netbios_answer(name: str, *addresses: str, suffix: int = 0, ident: int = 0x8002, rcode: int = 0) -> bytes:
    """Return the answer to a NetBIOS query (RFC 1002 section 4.2.13)."""
    owners = b"".join(b"\0\0" + address(ip) for ip in addresses)
    head = struct.pack("!6H", ident, POSITIVE | rcode, 0, 1, 0, 0) + dns.labels(dns.netbios(name, suffix))
    return head + struct.pack("!HHIH", 0x20, 1, 300000, len(owners)) + owners


def netbios_status(*names: tuple[str, int, bool], mac: str = NOBODY, ident: int = 0x8003) -> bytes:
    """Return the table of a node: (name, suffix, group) and its hardware address (RFC 1002 section 4.2.18)."""
    table = bytes([len(names)])
    for name, suffix, group in names:
        table += name.upper().ljust(15).encode() + bytes([suffix]) + struct.pack("!H", GROUP if group else 0x0400)
    table += frames.mac(mac) + bytes(40)
    head = struct.pack("!6H", ident, 0x8400, 0, 1, 0, 0) + dns.labels("CK" + "A" * 30)
    return head + struct.pack("!HHIH", 0x21, 1, 0, len(table)) + table


def host_announcement(name: str) -> bytes:
    """Return the SMB that tells the master browser of a host: a transaction with its mail slot ([MS-BRWS] section 2.2.1)."""
    told = b"\1\0" + struct.pack("<I", 720000) + name.upper().encode().ljust(16, b"\0")
    told += struct.pack("<BBIHH", 10, 0, 0x1003, 0x010F, 0xAA55) + b"\0"
    slot = b"\\MAILSLOT\\BROWSE\0"
    counts = struct.pack("<4H2BHIH", 0, len(told), 0, 0, 0, 0, 0, 1000, 0)
    places = struct.pack("<4H2B3H", 0, 0, len(told), 69 + len(slot), 3, 0, 1, 1, 2)
    return b"\xffSMB%" + bytes(27) + bytes([17]) + counts + places + struct.pack("<H", len(slot + told)) + slot + told


def netbios_datagram(source: str, ip: str, destination: str, *, suffix: int = 0, kind: int = 0x11) -> bytes:
    """Return a datagram between NetBIOS names, which announces the host (RFC 1002 section 4.4.2)."""
    names = dns.labels(dns.netbios(source, suffix)) + dns.labels(dns.netbios(destination, 0x1D))
    data = host_announcement(source)
    head = struct.pack("!BBH", kind, 2, 0x4E20) + address(ip) + struct.pack("!HHH", 138, len(names) + len(data), 0)
    return head + names + data

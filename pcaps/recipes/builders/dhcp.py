"""DHCPv4 messages (RFC 2131, options of RFC 2132)."""

import ipaddress
import struct
from collections.abc import Sequence

from .frames import mac

DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE, INFORM = range(1, 9)
"""Message types (option 53)."""


def option(code: int, value: bytes) -> bytes:
    """Return one option."""
    return bytes([code, len(value)]) + value


def address(text: str) -> bytes:
    """Return the four bytes of an address."""
    return ipaddress.IPv4Address(text).packed


def message(
    kind: int,
    client_mac: str,
    *,
    xid: int = 0x3903F326,
    client: str = "0.0.0.0",
    yours: str = "0.0.0.0",
    server: str | None = None,
    requested: str | None = None,
    relay: str = "0.0.0.0",
    hostname: str | None = None,
    vendor_class: str | None = None,
    fqdn: str | None = None,
    lease: int | None = None,
    router: str | None = None,
    resolvers: Sequence[str] = (),
    domain: str | None = None,
) -> bytes:
    """Return the UDP payload of a DHCP message: a reply when *kind* is OFFER, ACK or NAK, else a request."""
    reply = kind in (OFFER, ACK, NAK)
    fixed = struct.pack("!4BIHH", 2 if reply else 1, 1, 6, 0, xid, 0, 0) + address(client) + address(yours)
    fixed += address("0.0.0.0") + address(relay) + mac(client_mac).ljust(16, b"\0") + bytes(192) + b"\x63\x82\x53\x63"
    options = option(53, bytes([kind]))
    if not reply:
        options += option(61, b"\1" + mac(client_mac))
    for code, text in ((50, requested), (54, server)):
        if text:
            options += option(code, address(text))
    for code, name in ((12, hostname), (60, vendor_class), (15, domain)):
        if name:
            options += option(code, name.encode())
    if fqdn:
        options += option(81, b"\0\0\0" + fqdn.encode())
    if lease is not None:
        options += option(51, struct.pack("!I", lease))
    if router:
        options += option(1, address("255.255.0.0")) + option(3, address(router))
    if resolvers:
        options += option(6, b"".join(address(r) for r in resolvers))
    if not reply:
        options += option(55, bytes([1, 3, 6, 15, 31, 33, 43, 44, 46, 47, 119, 121, 249, 252]))
    return (fixed + options + b"\xff").ljust(300, b"\0")

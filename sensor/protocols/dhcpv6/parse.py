"""A DHCPv6 message as a value."""

import ipaddress
from collections.abc import Iterator
from typing import NamedTuple

from sensor.model.bodies import Dhcpv6
from sensor.protocols.dhcpv6.consts import (
    CLIENT_FQDN,
    CLIENT_ID,
    CLIENT_LINK_LAYER,
    DUID_LINK,
    DUID_LINK_TIME,
    FIXED_BYTES,
    HARDWARE_ETHERNET,
    IA_ADDRESS,
    IA_ADDRESS_FIXED_BYTES,
    IA_NA,
    IA_NA_FIXED_BYTES,
    IA_TA,
    IA_TA_FIXED_BYTES,
    MAX_ADDRESSES,
    MAX_MESSAGE,
    MAX_RELAYS,
    RELAY_FIXED_BYTES,
    RELAY_FORWARD,
    RELAY_MESSAGE,
    RELAY_REPLY,
    REPLIES,
    TYPES,
    VENDOR_CLASS,
)
from sensor.wire.mac import mac_text
from sensor.wire.name import Name, printable


class Relayed(NamedTuple):
    """A message out of the relay messages around it, and what the relay nearest to the client says."""

    message: bytes
    relay_ip: str | None = None
    peer_ip: str | None = None
    mac: str | None = None


def parse_message(message: bytes) -> Dhcpv6 | None:
    """Return the message, with what stands before a damaged place; None for what is none."""
    relayed = unwrap(message[:MAX_MESSAGE])
    inner = relayed.message
    if len(inner) < FIXED_BYTES or inner[0] not in TYPES:
        return None
    found: dict[int, bytes] = {}
    for code, value in options(inner, FIXED_BYTES):
        found.setdefault(code, value)
    leases = [(address, valid) for address, valid in addresses(inner) if valid or inner[0] not in REPLIES]
    duid = found.get(CLIENT_ID, b"")
    return Dhcpv6(
        type="reply" if inner[0] in REPLIES else "request",
        id=int.from_bytes(inner[1:4]),
        dhcp_type=TYPES[inner[0]],
        client_id=duid.hex(":") or None,
        client_mac=relayed.mac or duid_mac(duid),
        hostname=full_name(found.get(CLIENT_FQDN, b"")) or None,
        vendor_class_identifier=vendor_class(found.get(VENDOR_CLASS, b"")) or None,
        addresses=tuple(address for address, _ in leases),
        lease_time=min(valid for _, valid in leases) if leases and inner[0] in REPLIES else None,
        relay_ip=relayed.relay_ip,
        peer_ip=relayed.peer_ip,
    )


def unwrap(message: bytes) -> Relayed:
    """Take the relay messages off (RFC 8415 section 9)."""
    relayed = Relayed(message)
    for _ in range(MAX_RELAYS):
        message = relayed.message
        if len(message) < RELAY_FIXED_BYTES or message[0] not in (RELAY_FORWARD, RELAY_REPLY):
            break
        inner, mac = b"", None
        for code, value in options(message, RELAY_FIXED_BYTES):
            if code == RELAY_MESSAGE:
                inner = inner or value
            elif code == CLIENT_LINK_LAYER and value[:2] == HARDWARE_ETHERNET.to_bytes(2):
                mac = mac_text(value[2:])
        link, peer = (ipaddress.IPv6Address(message[at : at + 16]) for at in (2, 18))
        relayed = Relayed(inner, None if link.is_unspecified else str(link), str(peer), mac)
    return relayed


def options(message: bytes, pos: int) -> Iterator[tuple[int, bytes]]:
    """Yield code and value of the options from *pos* on, as far as they are whole (RFC 8415 section 21.1)."""
    while pos + 4 <= len(message):
        behind = pos + 4 + int.from_bytes(message[pos + 2 : pos + 4])
        if behind > len(message):
            break
        yield int.from_bytes(message[pos : pos + 2]), message[pos + 4 : behind]
        pos = behind


def addresses(message: bytes) -> Iterator[tuple[str, int]]:
    """Yield the addresses in a message and the seconds they are good for (RFC 8415 sections 21.4 to 21.6)."""
    count = 0
    for code, association in options(message, FIXED_BYTES):
        if code not in (IA_NA, IA_TA):
            continue
        for inner, value in options(association, IA_NA_FIXED_BYTES if code == IA_NA else IA_TA_FIXED_BYTES):
            if inner == IA_ADDRESS and len(value) >= IA_ADDRESS_FIXED_BYTES:
                if count == MAX_ADDRESSES:
                    return
                count += 1
                yield str(ipaddress.IPv6Address(value[:16])), int.from_bytes(value[20:24])


def duid_mac(duid: bytes) -> str | None:
    """Return the hardware address that a DUID is made from, None where it is made from something else."""
    if duid[2:4] != HARDWARE_ETHERNET.to_bytes(2):
        return None
    kind = int.from_bytes(duid[:2])
    if kind == DUID_LINK_TIME:
        return mac_text(duid[8:])
    return mac_text(duid[4:]) if kind == DUID_LINK else None


def full_name(raw: bytes) -> str:
    """Return the name behind the flags of the client FQDN option, whole or partial (RFC 4704 section 4)."""
    name = Name()
    labels = raw[1:]
    return str(name) if name.read_dns(labels + b"\0", 0, 0, len(labels) + 1) > 0 else ""


def vendor_class(raw: bytes) -> str:
    """Return the first vendor class behind the enterprise number (RFC 8415 section 21.16)."""
    length = int.from_bytes(raw[4:6])
    return printable(raw[6 : 6 + length])

"""A message of neighbour discovery as a value."""

import ipaddress

from sensor.model.bodies import Ndp
from sensor.protocols.ndp.consts import (
    FIXED_BYTES,
    FLAG_OVERRIDE,
    FLAG_ROUTER,
    FLAG_SOLICITED,
    MAX_MESSAGE,
    NEIGHBOR_ADVERTISEMENT,
    NEIGHBOR_SOLICITATION,
    ROUTER_ADVERTISEMENT,
    SOURCE_MAC,
    TARGET_MAC,
    TYPES,
)
from sensor.wire.mac import mac_text


def parse_message(message: bytes) -> Ndp | None:
    """Return the ICMPv6 message, or None for one that is cut or of another kind."""
    message = message[:MAX_MESSAGE]
    if not message or message[0] not in TYPES or message[1:2] != b"\0" or len(message) < FIXED_BYTES[message[0]]:
        return None
    kind = message[0]
    about_target = kind in (NEIGHBOR_SOLICITATION, NEIGHBOR_ADVERTISEMENT)
    flags = message[4] if kind == NEIGHBOR_ADVERTISEMENT else 0
    found = options(message, FIXED_BYTES[kind])
    return Ndp(
        type=TYPES[kind],
        target_ip=str(ipaddress.IPv6Address(message[8:24])) if about_target else None,
        src_mac=mac_text(found.get(SOURCE_MAC, b"")),
        target_mac=mac_text(found.get(TARGET_MAC, b"")) if kind == NEIGHBOR_ADVERTISEMENT else None,
        router=bool(flags & FLAG_ROUTER) or kind == ROUTER_ADVERTISEMENT,
        solicited=bool(flags & FLAG_SOLICITED),
        override=bool(flags & FLAG_OVERRIDE),
    )


def options(message: bytes, pos: int) -> dict[int, bytes]:
    """Return the first option of each type from *pos* on, as far as they are whole; their length counts 8-byte units."""
    found: dict[int, bytes] = {}
    while pos + 2 <= len(message):
        length = message[pos + 1] * 8
        if length == 0 or pos + length > len(message):
            break
        found.setdefault(message[pos], message[pos + 2 : pos + length])
        pos += length
    return found

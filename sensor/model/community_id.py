"""Community ID version 1: one name for a conversation across tools (corelight/community-id-spec)."""

import base64
import hashlib
import ipaddress
import struct
from functools import lru_cache

ADDRESSES_CACHED = 16_384
"""Packed addresses kept (some 4 MB): reading an address from text costs more than all the rest."""

PROTOCOL_NUMBERS = {"TCP": 6, "UDP": 17, "SCTP": 132}
"""ICMP is not among them: its types and codes take the place of ports by a table of their own."""


def community_id(src: str, sport: int, dst: str, dport: int, proto: str, *, seed: int = 0) -> str:
    """Return the id of a TCP, UDP or SCTP conversation; the direction does not matter.

    Raises ValueError for an address that is none, KeyError for another protocol.
    """
    one = packed(src), sport
    two = packed(dst), dport
    (low, low_port), (high, high_port) = sorted((one, two))
    text = struct.pack("!H", seed) + low + high + struct.pack("!BBHH", PROTOCOL_NUMBERS[proto], 0, low_port, high_port)
    return "1:" + base64.b64encode(hashlib.sha1(text, usedforsecurity=False).digest()).decode()


@lru_cache(maxsize=ADDRESSES_CACHED)
def packed(address: str) -> bytes:
    """Return the 4 or 16 bytes of an address in text; ValueError if it is none."""
    return ipaddress.ip_address(address).packed

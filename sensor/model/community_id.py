"""Community ID version 1: one name for a conversation across tools (corelight/community-id-spec)."""

import base64
import hashlib
import ipaddress
import struct

PROTOCOL_NUMBERS = {"ICMP": 1, "TCP": 6, "UDP": 17, "ICMPV6": 58, "SCTP": 132}


def community_id(src: str, sport: int, dst: str, dport: int, proto: str, *, seed: int = 0) -> str:
    """Return the id of a TCP, UDP or SCTP conversation; the direction does not matter.

    Raises ValueError for an address that is none, KeyError for another protocol.
    """
    one = ipaddress.ip_address(src).packed, sport
    two = ipaddress.ip_address(dst).packed, dport
    (low, low_port), (high, high_port) = sorted((one, two))
    text = struct.pack("!H", seed) + low + high + struct.pack("!BBHH", PROTOCOL_NUMBERS[proto], 0, low_port, high_port)
    return "1:" + base64.b64encode(hashlib.sha1(text, usedforsecurity=False).digest()).decode()

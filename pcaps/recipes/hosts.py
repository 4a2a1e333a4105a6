"""Machines, the time at which stories begin, and the router of the house."""

import ipaddress
from dataclasses import dataclass

from .builders.noise import noise

START = 1_794_816_000 * 1_000_000_000
"""When the stories begin unless they say otherwise: 2026-11-16 08:00:00 UTC, a Monday."""
MILLISECOND = 1_000_000
"""Times inside are nanoseconds."""
GATEWAY_MAC = "52:54:00:00:04:01"
"""The router of 10.4.0.0/16: everything outside is seen under its address."""


def mac_of(text: str) -> str:
    """Return a locally administered address that depends on *text* alone."""
    return "52:54:00:" + ":".join(f"{byte:02x}" for byte in noise("mac " + text, 3))


@dataclass
class Host:
    """One machine. Windows and Linux differ in their first TTL; ports and IP identifiers count up as they do there."""

    name: str
    ip: str
    mac: str
    ttl: int = 64
    port: int = 49152
    ident: int = 0

    def next_port(self) -> int:
        """Return a fresh ephemeral port."""
        self.port += 1
        return self.port

    def next_ident(self) -> int:
        """Return a fresh IPv4 identifier."""
        self.ident = (self.ident + 1) & 0xFFFF
        return self.ident


def group(ip: str) -> Host:
    """Return the group of machines that listens to a multicast address (RFC 1112 section 6.4)."""
    low = int(ipaddress.IPv4Address(ip)) & 0x7FFFFF
    return Host("group", ip, "01:00:5e:" + low.to_bytes(3).hex(":"))

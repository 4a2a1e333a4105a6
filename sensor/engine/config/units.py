"""Values of the configuration that are written with a unit, and addresses."""

import ipaddress
import re

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
BYTES = {"kB": 1000, "MB": 1000**2, "GB": 1000**3}
QUANTITY = re.compile(r"([0-9]{1,9}) ?([A-Za-z]+)")
DOMAIN = re.compile(r"[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
LONGEST = 10 * 365 * 86_400
"""Seconds: ten years."""
MOST = 1 << 50
"""Bytes: a petabyte."""
LEAST_RING, MOST_RING = BYTES["MB"], 16 * BYTES["GB"]
"""A block of it is a sixteenth, whose bytes the kernel takes as a positive int (packet_set_ring)."""


def duration(text: str) -> int:
    """Return the seconds of ``60s``, ``5m``, ``24h`` or ``7d``; ValueError for anything else."""
    return _quantity(text, SECONDS, "duration such as 60s, 5m, 24h or 7d", LONGEST)


def size(text: str) -> int:
    """Return the bytes of ``100MB``; ValueError for anything else."""
    return _quantity(text, BYTES, "size such as 500kB, 100MB or 2GB", MOST)


def ring(text: str) -> int:
    """Return the bytes of a ring; ValueError for what is no size, or no size of a ring."""
    found = size(text)
    if not LEAST_RING <= found <= MOST_RING:
        raise ValueError(f"{text!r} is not from 1MB to 16GB")
    return found


def _quantity(text: str, units: dict[str, int], what: str, most: int) -> int:
    match = QUANTITY.fullmatch(text)
    if match is None or match[2] not in units or int(match[1]) * units[match[2]] > most:
        raise ValueError(f"{text!r} is no {what}")
    return int(match[1]) * units[match[2]]


def network(text: str) -> str:
    """Return *text* if it is a CIDR block or an address; ValueError for anything else."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no network such as 10.0.0.0/8 or 2001:db8::/32") from None
    return text


def address(text: str) -> str:
    """Return *text* if it is an IP address; ValueError for anything else."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        raise ValueError(f"{text!r} is no address") from None
    return text


def domain(text: str) -> str:
    """Return the domain *text* in lower case without outer dots; ValueError for what is none in its ASCII form."""
    name = text.lower().strip(".")
    if not DOMAIN.fullmatch(name):
        raise ValueError(f"{text!r} is no domain name such as corp.example")
    return name


def endpoint(text: str) -> tuple[str, int]:
    """Return host and port of ``127.0.0.1:9477`` or ``[::1]:9477``; ValueError for anything else."""
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    try:
        ipaddress.ip_address(host)
        number = int(port) if port.isdecimal() and port.isascii() else 0
    except ValueError:
        number = 0
    if not 0 < number < 65_536:
        raise ValueError(f"{text!r} is no address and port such as 127.0.0.1:9477")
    return host, number

"""What became of a DNS lookup, from its response."""

import ipaddress
from typing import NamedTuple

from sensor.hosts.home import DEFAULT_HOME, Home, parse_address, parse_networks
from sensor.model.bodies import Dns
from sensor.model.outcome import Outcome

PRIVATE = parse_networks((*DEFAULT_HOME, "0.0.0.0/8", "::/128"))
"""Addresses that no public name leads to, unless somebody put them there: the usual sinkholes."""

ANSWERED = "NOERROR"


class LookupResult(NamedTuple):
    """Outcome of a lookup, and why in a few words."""

    outcome: Outcome
    detail: str


def result_of(response: Dns, home: Home) -> LookupResult:
    """Return what *response* made of the lookup.

    A code other than NOERROR refuses (RFC 1035 section 4.1.1); so does an answer that leads nowhere but to this site's or
    nobody's addresses. NOERROR without an answer (no record of this type, a referral, a cut message) says neither.
    """
    rcode = response.rcode or ANSWERED
    if rcode not in (ANSWERED, "0"):
        return LookupResult(Outcome.REFUSED, rcode)
    if not response.answers:
        return LookupResult(Outcome.ATTEMPTED, "")
    addresses = [record.rdata for record in response.answers if record.rrtype in ("A", "AAAA") and record.rdata]
    if addresses and all(is_sinkhole(address, home) for address in addresses):
        return LookupResult(Outcome.REFUSED, f"sinkholed to {addresses[0]}")
    return LookupResult(Outcome.SUCCEEDED, "")


def is_sinkhole(text: str, home: Home) -> bool:
    """True for an address to which a vendor's public name cannot lead by itself."""
    address = parse_address(text)
    if address is None:
        return False
    return in_private(address) or home.inside(text)


def in_private(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """True for an address out of the ranges that are not routed on the Internet."""
    return any(address in network for network in PRIVATE)

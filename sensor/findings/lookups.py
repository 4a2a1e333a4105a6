"""What became of a DNS lookup, from its response."""

from typing import NamedTuple

from sensor.hosts.home import DEFAULT_HOME, parse_address, parse_networks
from sensor.model.bodies import Dns
from sensor.model.outcome import Outcome

PRIVATE = parse_networks((*DEFAULT_HOME, "0.0.0.0/8", "::/128"))
"""Addresses that no public name leads to, unless somebody put them there: the usual sinkholes."""
BLOCK_PAGES = parse_networks(("146.112.61.104/29",))
"""Public addresses at which filtering resolvers show a page instead: Cisco Umbrella."""

ANSWERED = "NOERROR"


class LookupResult(NamedTuple):
    """Outcome of a lookup, and why in a few words."""

    outcome: Outcome
    detail: str


def result_of(response: Dns, *, cut: bool = False) -> LookupResult:
    """Return what *response* made of the lookup.

    A code other than NOERROR refuses (RFC 1035 section 4.1.1); so does an answer that leads to nothing but private or
    nobody's addresses or a known block page. Whether an address is the site's own says nothing: the home networks may be set
    wrong, or the site may serve the name. NOERROR without an answer (no record of this type, a referral) says neither;
    where the capture *cut* the message, nobody knows.
    """
    rcode = response.rcode or ANSWERED
    if rcode not in (ANSWERED, "0"):
        return LookupResult(Outcome.REFUSED, rcode)
    if not response.answers:
        return LookupResult(Outcome.UNKNOWN if cut else Outcome.ATTEMPTED, "")
    addresses = [record.rdata for record in response.answers if record.rrtype in ("A", "AAAA") and record.rdata]
    if addresses and all(is_sinkhole(address) for address in addresses):
        return LookupResult(Outcome.REFUSED, f"sinkholed to {addresses[0]}")
    return LookupResult(Outcome.SUCCEEDED, "")


def is_sinkhole(text: str) -> bool:
    """True for an address to which a vendor's public name cannot lead by itself."""
    address = parse_address(text)
    return address is not None and any(address in network for network in (*PRIVATE, *BLOCK_PAGES))

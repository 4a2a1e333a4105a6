"""Claims: the names that devices give themselves among neighbours, and for how long.

A claim counts for the address that made it; for another address only where its sender turns out to have that one too, by
its MAC. So neither a reflector nor a name server is called what it speaks of. What a device asks for is no claim, and who
answers to any name has none.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sensor.model.bodies import Dhcpv6, Dns, Krb5, Nbdgm, Nbns, Smb
from sensor.model.finding import HostName
from sensor.model.observation import Observation

MAX_CLAIMERS = 65_536
"""Addresses whose claims are kept."""
MAX_CLAIMS = 32
"""Names kept for one address, the latest: months of changing hands."""
MAX_ALIASES = 4
"""Names that a machine may have at one time in one protocol. Tools that answer to every name have more, and thus none."""
MAX_NAME = 255
"""Characters of a name: the longest of the DNS (RFC 1035 section 2.3.4)."""

CLAIM_HOLDS = 24 * 3_600 * 1_000_000_000
"""Nanoseconds that a claim tells before and after it: machines that stay on announce themselves once a day or so."""

HOST_SUFFIXES = ("00", "20")
"""NetBIOS suffixes of a machine: workstation and file server. Others are users' or domains' (03, 1b, 1d)."""
REVERSE_ZONES = (".in-addr.arpa", ".ip6.arpa")

DHCP = "dhcp"
KERBEROS = "kerberos"
SMB = "smb"
RANK = {DHCP: 2, KERBEROS: 2, SMB: 1}
"""How much a source is believed; those without a number are announced by anybody without proof."""


class Claim(NamedTuple):
    """One name for one address."""

    ip: str
    name: str
    source: str
    mac: str
    """Empty where *ip* itself made the claim; else the MAC that did and has to be its."""


def claims_of(observation: Observation) -> Iterator[Claim]:
    """Yield what *observation* claims."""
    body = observation.body
    if isinstance(body, Dhcpv6):
        if body.type == "request" and body.hostname and body.peer_ip is None:
            yield Claim(observation.src, body.hostname, DHCP, "")
    elif isinstance(body, Dns):
        yield from local_claims(observation, body)
    elif isinstance(body, Nbns):
        yield from netbios_claims(observation, body)
    elif isinstance(body, Krb5):
        account = body.cname or ""
        machine = body.workstation or (account[:-1].lower() if account.endswith("$") else "")
        if machine and len(machine) <= MAX_NAME:
            yield Claim(observation.src, machine, KERBEROS, "")
    elif isinstance(body, Smb):
        yield from for_address(observation, body.ntlmssp.host, observation.src)
    elif isinstance(body, Nbdgm) and body.suffix in HOST_SUFFIXES:
        yield from for_address(observation, body.source, body.source_ip)


def local_claims(observation: Observation, body: Dns) -> Iterator[Claim]:
    """Yield the claims of an mDNS or LLMNR response (RFC 6762 section 8.3, RFC 4795 section 2.3)."""
    if not body.is_response or body.rcode != "NOERROR":
        return
    records = [record for record in (*body.answers, *body.additionals) if record.ttl and record.rdata]
    addressed = set()
    for record in records:
        if record.rrtype in {"A", "AAAA"} and record.rdata:
            addressed.add(record.rrname)
            yield from for_address(observation, record.rrname, record.rdata)
    for record in records:
        of_host = record.rrtype == "SRV" or (record.rrtype == "PTR" and names_sender(record.rrname, observation.src))
        if of_host and record.rdata and record.rdata not in addressed and observation.kind == "mdns":
            yield from for_address(observation, record.rdata, observation.src)


def netbios_claims(observation: Observation, body: Nbns) -> Iterator[Claim]:
    """Yield the claims of a registration, a positive answer, or a node's table (RFC 1002 section 4.2)."""
    if body.rcode:
        return
    registers = body.type == "request" and body.opcode in {"registration", "refresh", "multihomed"}
    answers = body.type == "response" and body.opcode == "query"
    if (registers or answers) and body.suffix in HOST_SUFFIXES and not body.group:
        for ip in body.addresses:
            yield from for_address(observation, body.rrname, ip)
    if answers:
        for entry in body.names:
            if entry.suffix in HOST_SUFFIXES and not entry.group:
                yield from for_address(observation, entry.name, observation.src)


def for_address(observation: Observation, name: str, ip: str) -> Iterator[Claim]:
    """Yield the claim that *ip* is called *name*, where its sender may say so."""
    own = ip == observation.src
    if name.strip("*. ") and len(name) <= MAX_NAME and (own or observation.src_mac):
        yield Claim(ip, name, observation.kind, "" if own else observation.src_mac or "")


def names_sender(reverse: str, ip: str) -> bool:
    """True for the name under which *ip* is looked up in reverse (RFC 1035 section 3.5, RFC 3596 section 2.5)."""
    if not reverse.endswith(REVERSE_ZONES) or ":" in ip:
        return False
    return reverse.removesuffix(REVERSE_ZONES[0]).split(".")[::-1] == ip.split(".")


class Held(NamedTuple):
    """For how long a claim was made."""

    first: int
    last: int
    mac: str


class ClaimBook:
    """Claims of a run."""

    def __init__(self) -> None:
        self.cut = 0
        """Facts that found no room."""
        self._claims: dict[str, dict[tuple[str, str], Held]] = {}

    def note(self, ts: int, claim: Claim) -> None:
        """Take one claim made at *ts*."""
        claims = self._claims.get(claim.ip)
        if claims is None:
            if len(self._claims) >= MAX_CLAIMERS:
                self.cut += 1
                return
            claims = self._claims[claim.ip] = {}
        key = (claim.source, claim.name)
        held = claims.pop(key, None)
        if held is None and len(claims) >= MAX_CLAIMS:
            del claims[next(iter(claims))]
            self.cut += 1
        first, last = (held.first, held.last) if held else (ts, ts)
        own = held is not None and not held.mac
        claims[key] = Held(min(first, ts), max(last, ts), "" if own else claim.mac)

    def names(self, ip: str, first: int, last: int, is_at: Callable[[str], bool]) -> list[HostName]:
        """Return the names claimed for *ip* around the time from *first* to *last*; *is_at* tells if it is at a MAC."""
        found = [
            HostName(name, source, held.first, held.last)
            for (source, name), held in self._claims.get(ip, {}).items()
            if held.first - CLAIM_HOLDS <= last
            and held.last + CLAIM_HOLDS >= first
            and (not held.mac or is_at(held.mac))
        ]
        count = Counter(name.source for name in found)
        return [name for name in found if count[name.source] <= MAX_ALIASES]

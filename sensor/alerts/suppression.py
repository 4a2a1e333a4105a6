"""Suppression: what somebody decided not to hear of, why, and until when. What it holds back is counted.

Evidence that is suppressed does not count towards a finding; where nothing is left of it, nothing is told. When a
suppression ends, what is seen from then on is told as usual.
"""

import datetime
import ipaddress
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

import msgspec

from sensor.hosts.home import parse_address
from sensor.model.signature import Signature

HOSTS_CACHED = 4096
"""Addresses whose networks were looked up."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Suppression(msgspec.Struct, frozen=True):
    """One decision; all conditions that are given must hold, and at least one is given."""

    name: str
    """How counters call it."""
    reason: str
    networks: tuple[str, ...] = ()
    """Addresses or CIDR blocks of hosts."""
    signatures: tuple[str, ...] = ()
    """Ids or sids."""
    until: str = ""
    """Last day (UTC, ``YYYY-MM-DD``) on which it holds; empty: no end."""

    def holds_on(self, day: str) -> bool:
        """True on *day* (ISO 8601); dates of this form compare as text."""
        return not self.until or day <= self.until


class Suppressions:
    """All decisions of a configuration."""

    def __init__(self, entries: Sequence[Suppression] = ()) -> None:
        self.entries = tuple(entries)
        self.held: Counter[str] = Counter()
        """Alerts held back, by the name of the suppression."""
        self._day = ""
        self._active: tuple[Suppression, ...] = ()
        self._inside = lru_cache(maxsize=HOSTS_CACHED)(self._inside_of)

    def __bool__(self) -> bool:
        return bool(self.entries)

    def at(self, ns: int) -> None:
        """It is *ns* nanoseconds since the epoch: what has ended ends."""
        day = (datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=ns // 1_000_000_000)).date().isoformat()  # noqa: DTZ001 - UTC throughout
        if day != self._day:
            self._day = day
            self._active = tuple(entry for entry in self.entries if entry.holds_on(day))
            self._inside.cache_clear()

    def of(self, hosts: Iterable[str], signature: Signature) -> str | None:
        """Return the name of the first suppression of *signature* at an address out of *hosts*, None when it is heard."""
        for entry in (entry for host in hosts for entry in self._inside(host)):
            if not entry.signatures or signature.id in entry.signatures or str(signature.sid) in entry.signatures:
                return entry.name
        return None

    def _inside_of(self, host: str) -> tuple[Suppression, ...]:
        """Return the suppressions that hold today and whose networks *host* is in."""
        address = parse_address(host)
        return tuple(
            entry
            for entry in self._active
            if not entry.networks
            or (address is not None and any(address in parse_network(block) for block in entry.networks))
        )


@lru_cache(maxsize=HOSTS_CACHED)
def parse_network(text: str) -> Network:
    """Return the network of a CIDR block or an address; ValueError if it is neither."""
    return ipaddress.ip_network(text, strict=False)

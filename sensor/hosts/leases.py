"""Leases: who held an address, from when to when, as DHCP messages tell it (RFC 2131, RFC 8415)."""

from bisect import insort
from collections.abc import Iterable
from typing import NamedTuple

from sensor.hosts.home import parse_address
from sensor.model.bodies import Dhcp

MAX_ADDRESSES = 65_536
"""Addresses with leases: a /16 of clients."""
MAX_LEASES = 64
"""Messages kept for one address, the latest: days of renewals, months of changes."""
MAX_DEVICES = 65_536
"""Devices whose claimed name and last request are remembered."""
MAX_NAME = 255
"""Characters of a claimed name or client id: the longest DNS name (RFC 1035 section 2.3.4)."""

SECOND = 1_000_000_000
FOREVER = (1 << 63) - 1
"""End of a hold whose lease time was not seen: the next claim ends it."""

CLAIMS = frozenset(("request", "inform", "ack", "reply", "renew", "rebind", "confirm"))
"""Messages that say who takes or has an address (an offer is not taken yet)."""
ENDINGS = frozenset(("release", "decline"))


class Lease(NamedTuple):
    """One message about an address."""

    ts: int
    device: str
    """MAC address, or the client id where there is none."""
    name: str
    until: int
    """When the address goes back, 0 when not said."""
    ended: bool
    """The device gave the address up, or was refused it."""
    held: bool
    """The device had the address before this message (it renewed it)."""


class Tenure(NamedTuple):
    """One device's unbroken hold of an address."""

    device: str
    names: tuple[tuple[str, int], ...]
    """Name and time of each message that carried one."""
    since: int
    until: int
    first: int
    """First and last message of it."""
    last: int


class LeaseBook:
    """Leases of a run."""

    def __init__(self) -> None:
        self.cut = 0
        """Facts that found no room."""
        self._leases: dict[str, list[Lease]] = {}
        self._names: dict[str, tuple[int, str]] = {}
        self._requested: dict[str, str] = {}
        self._addresses: dict[str, set[str]] = {}

    def note(self, ts: int, body: Dhcp) -> None:
        """Take one DHCP message seen at *ts*."""
        device = (body.client_mac or body.client_id or "").lower()[:MAX_NAME]
        kind = (body.dhcp_type or "").lower()
        name = (body.hostname or "").rstrip(".")[:MAX_NAME]
        if not device:
            return
        if name:
            self._note_name(ts, device, name)
        ip = lease_address(body)
        if kind == "nak":
            ip = self._requested.get(device)
        if ip is None or not (kind in CLAIMS or kind in ENDINGS or kind == "nak"):
            return
        if kind == "request" and (device in self._requested or len(self._requested) < MAX_DEVICES):
            self._requested[device] = ip
        until = ts + body.lease_time * SECOND if body.lease_time and kind in ("ack", "reply") else 0
        held = kind in ("request", "inform", "renew", "rebind") and ip == body.client_ip
        self._insert(ip, Lease(ts, device, name, until, kind not in CLAIMS, held))

    def _note_name(self, ts: int, device: str, name: str) -> None:
        if device in self._names or len(self._names) < MAX_DEVICES:
            self._names[device] = max((ts, name), self._names.get(device, (0, "")))
        else:
            self.cut += 1

    def _insert(self, ip: str, lease: Lease) -> None:
        leases = self._leases.get(ip)
        if leases is None:
            if len(self._leases) >= MAX_ADDRESSES:
                self.cut += 1
                return
            leases = self._leases[ip] = []
        insort(leases, lease)
        if len(leases) > MAX_LEASES:
            del leases[0]
            self.cut += 1
        if lease.device in self._addresses or len(self._addresses) < MAX_DEVICES:
            addresses = self._addresses.setdefault(lease.device, set())
            if len(addresses) < MAX_LEASES:
                addresses.add(ip)

    def addresses_of(self, device: str) -> Iterable[str]:
        """Return the addresses that *device* had or asked for at some time."""
        return self._addresses.get(device, ())

    def tenures(self, ip: str, first: int, last: int) -> list[Tenure]:
        """Return the holds of *ip* that touch the time from *first* to *last* (nanoseconds), in order of time."""
        holds = fold(self._leases.get(ip, ()))
        return [hold for hold in holds if hold.since <= last and hold.until >= first]

    def name_of(self, tenure: Tenure) -> str:
        """Return the latest name said in *tenure*, else the latest the device ever said, else an empty string."""
        return tenure.names[-1][0] if tenure.names else self._names.get(tenure.device, (0, ""))[1]


def lease_address(body: Dhcp) -> str | None:
    """Return the address a message is about: the given one, else the one in use, else the one asked for."""
    for ip in (body.assigned_ip, body.client_ip, body.requested_ip):
        address = parse_address(ip) if ip else None
        if address is not None and not address.is_unspecified:
            return ip
    return None


def fold(leases: Iterable[Lease]) -> list[Tenure]:
    """Return the holds that *leases* of one address, in order of time, amount to."""
    tenures: list[Tenure] = []
    for lease in leases:
        before = tenures[-1] if tenures else None
        if before and before.device == lease.device and before.until >= lease.ts:
            tenures[-1] = prolong(before, lease)
        elif not lease.ended:
            if before and before.until > lease.ts:
                tenures[-1] = before._replace(until=lease.ts)
            since = 0 if lease.held and before is None else lease.ts
            names = ((lease.name, lease.ts),) if lease.name else ()
            tenures.append(Tenure(lease.device, names, since, lease.until or FOREVER, lease.ts, lease.ts))
    return tenures


def prolong(tenure: Tenure, lease: Lease) -> Tenure:
    """Return *tenure* with a further message of the same device."""
    names = (*tenure.names, (lease.name, lease.ts)) if lease.name else tenure.names
    until = lease.ts if lease.ended else lease.until or tenure.until
    return tenure._replace(names=names, until=until, last=lease.ts)

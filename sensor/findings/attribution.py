"""Attribution: whose evidence it is.

What a box only relays for others is charged to the client where it is known, else to "somebody behind" the box; a copy of
what a client was itself seen to ask for is dropped.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sensor.findings.evidence import Row
from sensor.findings.gather import Case, CaseKey
from sensor.findings.sites import Site, Sites
from sensor.hosts.roles import Role, RoleTracker
from sensor.model.fields import DEVICE_FIELDS, MAC
from sensor.model.signature import Signature

DIRECT = "direct"
RELAYED = "relayed"


class Why(NamedTuple):
    """Why evidence is not simply the host's own; the words are made in `sensor.findings.reasons`."""

    kind: str
    """``resolver``, ``walker``, ``proxy``, ``named`` (by a proxy), ``claimed`` (by a box not known as one) or ``inbound``."""
    address: str
    """The box, or for ``claimed`` and ``inbound`` the client."""


class Place(NamedTuple):
    """To whom a row is charged. *via* is the relay, empty for the host's own traffic."""

    host: str
    via: str
    why: Why | None


class Charge:
    """The rows that make one finding."""

    def __init__(self, host: str, vendor: str, product: str, tenant: str, behind: bool) -> None:
        self.host = host
        self.vendor = vendor
        self.product = product
        self.tenant = tenant
        self.behind = behind
        """Nobody knows which machine: somebody behind *host*."""
        self.rows: dict[tuple[str, str, str], Row] = {}
        self.direct = False
        self.relays: set[str] = set()
        self.whys: set[Why] = set()

    def add(self, row: Row, place: Place) -> None:
        """Take *row*, merged with what is the same evidence come another way."""
        key = row.key.signature, row.key.field, row.key.value
        held = self.rows.get(key)
        if held is None:
            self.rows[key] = row
        else:
            both = Row(
                min(held.key, row.key), row.signature
            )  # what it asked itself outweighs what strangers asked of it
            both.absorb(held)
            both.absorb(row)
            self.rows[key] = both
        self.direct = self.direct or not place.via
        if place.via:
            self.relays.add(place.via)
        if place.why:
            self.whys.add(place.why)

    @property
    def attribution(self) -> str:
        """``direct`` as soon as one piece is the host's own."""
        return DIRECT if self.direct else RELAYED

    @property
    def via(self) -> str | None:
        """The relay, None for a direct finding; of several the lowest address."""
        return None if self.direct else min(self.relays)


def charges(cases: Mapping[CaseKey, Case], sites: Sites) -> list[Charge]:
    """Return the findings-to-be of *cases*, with what is known of roles and machines by now.

    The addresses of one machine make one finding, under the address that people know it by.
    """
    charged: dict[tuple[str, str, str, str, bool], Charge] = {}
    for key, case in cases.items():
        site = sites.at(key.tenant)
        for row in case.rows.values():
            place = place_of(key, row, site)
            if place is None:
                continue
            behind = place.via == place.host
            machine = site.devices.addresses(place.host, row.times.first, row.times.last)[0]
            at = (machine, key.vendor, key.product, key.tenant, behind)
            if at not in charged:
                charged[at] = Charge(*at)
            charged[at].add(row, place)
    return list(charged.values())


def relatives(key: CaseKey, case: Case, sites: Sites) -> list[CaseKey]:
    """Return the keys under which the rest of the evidence may stand that makes one finding with *case*."""
    times = [row.times for row in case.rows.values()]
    first, last = min(time.first for time in times), max(time.last for time in times)
    addresses = sites.at(key.tenant).devices.addresses(key.host, first, last)
    return [key._replace(host=address) for address in addresses if address != key.host]


def place_of(key: CaseKey, row: Row, site: Site) -> Place | None:
    """Return to whom *row* of the box in *key* is charged, None when somebody else's evidence says it already.

    A hardware address that turned out to be a router's identifies nobody.
    """
    box = key.host
    roles = site.roles
    if row.key.inbound:
        return Place(box, box, Why("inbound", row.first.src))
    if row.key.field in DEVICE_FIELDS:
        return None if row.key.field == MAC and site.devices.links.is_router(row.key.value) else Place(box, "", None)
    role = roles.role(box, dns=row.is_dns)
    client = roles.client_behind(box, row.key.forwarded_for) if row.key.forwarded_for else None
    if role is None:
        return Place(box, box, Why("claimed", client)) if client else Place(box, "", None)
    if client:
        seen_itself = roles.asked_by(box, row.names, topic_of(row.signature), client)
        return None if seen_itself else Place(client, box, Why("named", box))
    if roles.covered(box, row.names, topic_of(row.signature)):
        return None
    return Place(box, box, Why(relay_kind(role, box, roles), box))


def relay_kind(role: Role, box: str, roles: RoleTracker) -> str:
    """Return the kind of relay for the reasons."""
    if role is Role.RESOLVER and not roles.answers_others(box):
        return "walker"
    return role.value


def topic_of(signature: Signature) -> str:
    """Return what a client's request must be about to stand for a relay's copy: the product."""
    return f"{signature.vendor}|{signature.product}"

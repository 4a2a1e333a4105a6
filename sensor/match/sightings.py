"""Sightings: every way in which an observation fulfils an indicator of a signature."""

import ipaddress
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from sensor.match.index import Entry, NameIndex
from sensor.match.networks import PROTOCOLS
from sensor.match.requests import RequestTest, asked_port, compile_request
from sensor.match.servers import ServerTable
from sensor.model import fields
from sensor.model.bodies import Flow, Http
from sensor.model.observation import Observation
from sensor.model.signature import ServerCondition, Signature
from sensor.signatures.narrow import narrows_to

SEARCH_SUFFIX_FACTOR = 0.5
"""What a name with a search suffix is worth: the product runs, or somebody typed the name and the resolver tried on."""
VALUE_LIMIT = 4096
"""Names of one observation that are looked at; a DNS message of 64 KB or a certificate holds fewer that differ."""

SHOWN_NETWORKS = 3
"""Networks of a condition that its text names."""


class Sighting(msgspec.Struct, frozen=True):
    """One way in which an observation fulfils an indicator; the narrowest of a signature's becomes its match."""

    signature: Signature
    position: int
    """Index of the indicator in `Signature.any`."""
    field: str
    value: str
    rank: tuple[bool, int, int]
    """Without search suffix, then how narrow (`Entry.rank`)."""
    text: str
    """What the signature says, in words of its file."""
    note: str = ""

    @property
    def factor(self) -> float:
        """What multiplies the signature's weight."""
        return 1.0 if self.rank[0] else SEARCH_SUFFIX_FACTOR


class Conditions:
    """Everything that the signatures of a run ask for, indexed.

    ``index`` holds the names, ``requests`` the HTTP conditions by signature and position, ``hostless`` those among them
    that name no host, ``servers`` the addresses, whose rules ``server_rules`` numbers.
    """

    def __init__(self, signatures: Iterable[Signature], search_suffixes: Sequence[str] = ()) -> None:
        self.index = NameIndex(search_suffixes)
        self.requests: dict[tuple[str, int], RequestTest] = {}
        self.hostless: list[tuple[Signature, int]] = []
        self.server_rules: list[tuple[Signature, int]] = []
        conditions: list[ServerCondition] = []
        for signature in signatures:
            for position, indicator in enumerate(signature.any):
                self.index.add_hosts(signature, position, indicator.host)
                self.index.add_suffixes(signature, position, indicator.suffix)
                if indicator.http is not None:
                    self._add_request(signature, position)
                if indicator.server is not None:
                    self.server_rules.append((signature, position))
                    conditions.append(indicator.server)
        self.servers = ServerTable(conditions)

    def sightings(self, observation: Observation) -> Iterator[Sighting]:
        """Yield every way in which *observation* fulfils an indicator."""
        body = observation.body
        if isinstance(body, Flow):
            yield from self._servers(observation)
            return
        port = observation.asks_to[1]
        if isinstance(body, Http):
            port = asked_port(body, port)
            yield from self._hostless(body)
        for field, value in islice(fields.names(body), VALUE_LIMIT):
            name = normal(value)
            for entry in self.index.find(name):
                yield from self._named(entry, body, field, value, name, port)
            if field == fields.DNS_QUERY:
                yield from self._searched(field, value, name, port)

    def _named(self, entry: Entry, body: object, field: str, value: str, name: str, port: int) -> Iterator[Sighting]:
        """Yield what an entry that covers *name* makes of it, when its other conditions hold."""
        test = self.requests.get((entry.signature.id, entry.position))
        if test is None:
            if narrows_to(entry.indicator, field, name, port):
                yield Sighting(entry.signature, entry.position, field, value, (True, *entry.rank), str(entry))
        elif isinstance(body, Http) and not test.failure(body, name):
            yield Sighting(entry.signature, entry.position, *test.sighting(body), (True, *test.rank), test.text)

    def _searched(self, field: str, value: str, name: str, port: int) -> Iterator[Sighting]:
        """Yield what covers *name* once a search suffix is taken away."""
        for meant, suffix in self.index.meant(name):
            for entry in self.index.find(meant):
                if entry.indicator.http is None and narrows_to(entry.indicator, field, meant, port):
                    note = f"asked with the search suffix {suffix} appended"
                    yield Sighting(
                        entry.signature, entry.position, field, value, (False, *entry.rank), str(entry), note
                    )

    def _hostless(self, request: Http) -> Iterator[Sighting]:
        """Yield the indicators without host that *request* fulfils."""
        for signature, position in self.hostless:
            test = self.requests[signature.id, position]
            if not test.failure(request, normal(request.hostname or "")):
                yield Sighting(signature, position, *test.sighting(request), (True, *test.rank), test.text)

    def _servers(self, observation: Observation) -> Iterator[Sighting]:
        """Yield the server indicators that want the asked side of a flow."""
        try:
            packed = ipaddress.ip_address(observation.dst).packed
        except ValueError:
            return
        value = server_text(observation.dst, observation.dport)
        for rule in self.servers.find(packed, observation.dport, PROTOCOLS.get(observation.proto.lower(), 0)):
            signature, position = self.server_rules[rule]
            condition = signature.any[position].server
            assert condition is not None
            yield Sighting(signature, position, fields.SERVER, value, (True, 0, -rule), condition_text(condition))

    def _add_request(self, signature: Signature, position: int) -> None:
        """Add an ``http`` indicator, under its host when it names one."""
        condition = signature.any[position].http
        assert condition is not None
        test = compile_request(condition)
        if condition.host is not None:
            self.index.add_hosts(signature, position, (condition.host,))
        elif condition.host_suffix is not None:
            self.index.add_suffixes(signature, position, (condition.host_suffix,))
        else:
            self.hostless.append((signature, position))
        self.requests[signature.id, position] = test


def narrowest(sightings: Iterable[Sighting]) -> Iterable[Sighting]:
    """Return for each signature, field and value the sighting that is narrowest, in the order of the first."""
    best: dict[tuple[str, str, str], Sighting] = {}
    for sighting in sightings:
        key = (sighting.signature.id, sighting.field, sighting.value)
        if key not in best or sighting.rank > best[key].rank:
            best[key] = sighting
    return best.values()


def normal(name: str) -> str:
    """Return *name* as the tables hold names: lower case, no trailing dot."""
    return name.lower().removesuffix(".")


def server_text(address: str, port: int) -> str:
    """Return address and port as one text."""
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"


def condition_text(condition: ServerCondition) -> str:
    """Return *condition* as one line."""
    ports = [str(low) if low == high else f"{low}-{high}" for low, high in condition.port]
    blocks = condition.network[:SHOWN_NETWORKS]
    more = len(condition.network) - len(blocks)
    parts = [
        *blocks,
        f"and {more} networks more" if more else "",
        *(["port " + ",".join(ports)] if ports else []),
        condition.proto or "",
    ]
    return " ".join(["server", *filter(None, parts)])

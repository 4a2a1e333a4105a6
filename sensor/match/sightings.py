"""Sightings: every way in which an observation fulfils an indicator of a signature."""

import ipaddress
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

import msgspec

from sensor.match.devices import DeviceIndex, device_of
from sensor.match.handshakes import HandshakeTable, handshake_text
from sensor.match.index import Entry, NameIndex
from sensor.match.names import NameTable
from sensor.match.networks import PROTOCOLS
from sensor.match.payloads import CLIENT, SERVER, PayloadTable, compile_payload, text_of
from sensor.match.requests import RequestTest, asked_port, compile_request
from sensor.match.servers import ServerTable
from sensor.model import fields
from sensor.model.bodies import Body, Flow, Http, Quic, Tls
from sensor.model.observation import DEVICE_KINDS, NEIGHBOUR_KINDS, Observation
from sensor.model.signature import Indicator, ServerCondition, Shows, Signature
from sensor.signatures.narrow import narrows_to

SEARCH_SUFFIX_FACTOR = 0.5
"""What a name with a search suffix is worth: the product runs, or somebody typed the name and the resolver tried on."""
RESOLVED_FACTOR = 0.85
"""What a connection to an address of a wanted name is worth: more than the look-up alone, less than the name in it."""
RESOLVED_NOTE = "the connection names nobody; DNS had given this address for the name"
VALUE_LIMIT = 4096
"""Names of one observation that are looked at; a DNS message of 64 KB or a certificate holds fewer that differ."""

ABOUT_SERVER = frozenset({Shows.DEVICE, Shows.MANAGES})
"""What a server shows of itself, in its certificate or its first bytes, is about the server where a signature shows one of
these; else about the client that speaks to it."""

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
    host: str | None = None
    """The address that it is about, where that is not the asking side (`Match.host`)."""

    @property
    def factor(self) -> float:
        """What multiplies the signature's weight."""
        if self.field == fields.FLOW_RESOLVED:
            return RESOLVED_FACTOR
        return 1.0 if self.rank[0] else SEARCH_SUFFIX_FACTOR


class Conditions:
    """Everything that the signatures of a run ask for, indexed.

    ``index`` holds the names, ``requests`` the HTTP conditions by signature and position, ``hostless`` those among them
    that name no host, ``servers`` the addresses, whose rules ``server_rules`` numbers, ``payloads`` those with bytes, whose
    rules ``payload_rules`` numbers; ``handshakes`` and ``devices`` what their names say.
    """

    def __init__(
        self, signatures: Iterable[Signature], search_suffixes: Sequence[str] = (), names: NameTable | None = None
    ) -> None:
        self.index = NameIndex(search_suffixes, names)
        self.requests: dict[tuple[str, int], RequestTest] = {}
        self.hostless: list[tuple[Signature, int]] = []
        self.server_rules: list[tuple[Signature, int]] = []
        self.payload_rules: list[tuple[Signature, int]] = []
        self.handshakes = HandshakeTable()
        self.devices = DeviceIndex()
        for signature in signatures:
            for position, indicator in enumerate(signature.any):
                self._add(signature, position, indicator)
        self.servers = ServerTable([server_of(*rule) for rule in self.server_rules])
        self.payloads = PayloadTable([server_of(*rule) for rule in self.payload_rules])

    def sightings(self, observation: Observation) -> Iterable[Sighting]:
        """Return every way in which *observation* fulfils an indicator."""
        body = observation.body
        if observation.kind in NEIGHBOUR_KINDS:
            return self._devices(observation) if observation.kind in DEVICE_KINDS else ()
        if isinstance(body, Flow) and body.resolved is None:
            return self._payloads(observation, body) if body.payload else self._servers(observation)
        return self._conversation(observation, body)

    def _conversation(self, observation: Observation, body: Body) -> Iterator[Sighting]:
        """Yield the indicators that want what a conversation names, and how it is led."""
        port = observation.asks_to[1]
        if isinstance(body, Http):
            port = asked_port(body, port)
            if self.hostless:
                yield from self._hostless(body)
        elif isinstance(body, (Tls, Quic)):
            yield from self._handshakes(observation, body)
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
                note = RESOLVED_NOTE if field == fields.FLOW_RESOLVED else ""
                yield Sighting(entry.signature, entry.position, field, value, (True, *entry.rank), str(entry), note)
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
        host = normal(request.hostname or "")
        for signature, position in self.hostless:
            test = self.requests[signature.id, position]
            if not test.failure(request, host):
                yield Sighting(signature, position, *test.sighting(request), (True, *test.rank), test.text)

    def _servers(self, observation: Observation) -> Iterator[Sighting]:
        """Yield the server indicators that want the asked side of a flow."""
        packed = packed_address(observation.dst)
        if not packed:
            return
        value = server_text(observation.dst, observation.dport)
        for rule in self.servers.find(packed, observation.dport, PROTOCOLS.get(observation.proto.lower(), 0)):
            signature, position = self.server_rules[rule]
            text = condition_text(server_of(signature, position))
            yield Sighting(signature, position, fields.SERVER, value, (True, 0, -rule), text)

    def _payloads(self, observation: Observation, body: Flow) -> Iterator[Sighting]:
        """Yield the indicators that want the bytes that one side of a flow sent first."""
        sender = SERVER if body.from_server else CLIENT
        packed = packed_address(observation.dst)
        proto = PROTOCOLS.get(observation.proto.lower(), 0)
        for number in self.payloads.find(sender, packed, observation.dport, proto):
            if not self.payloads.holds(number, body.payload):
                continue
            signature, position = self.payload_rules[number]
            host = observation.dst if body.from_server and signature.shows in ABOUT_SERVER else None
            value = server_text(observation.dst, observation.dport)
            text = condition_text(server_of(signature, position))
            yield Sighting(signature, position, fields.PAYLOAD, value, (True, 1, -number), text, host=host)

    def _handshakes(self, observation: Observation, body: Tls | Quic) -> Iterator[Sighting]:
        """Yield the indicators that want the fingerprint of a hello, or a name in a certificate."""
        for (signature, position), field, value in self.handshakes.find(body, observation.asks_to[1]):
            own = field != fields.TLS_JA4 and signature.shows in ABOUT_SERVER
            host = observation.asks_to[0] if own else None
            text = handshake_text(signature.any[position])
            yield Sighting(signature, position, field, value, (True, 1, len(text)), text, host=host)

    def _devices(self, observation: Observation) -> Iterator[Sighting]:
        """Yield the indicators that want a device that says who it is; one without an address is no host yet."""
        device = device_of(observation) if self.devices else None
        if device is None or not device.ip:
            return
        for (signature, position), field, value, text in self.devices.find(device):
            yield Sighting(signature, position, field, value, (True, 1, len(text)), text, host=device.ip)

    def _add(self, signature: Signature, position: int, indicator: Indicator) -> None:
        """Add one indicator to the table of its kind."""
        if indicator.host:
            self.index.add_hosts(signature, position, indicator.host)
        if indicator.suffix:
            self.index.add_suffixes(signature, position, indicator.suffix)
        if indicator.http is not None:
            self._add_request(signature, position)
        if indicator.server is not None:
            rules = self.payload_rules if indicator.server.payload else self.server_rules
            rules.append((signature, position))
        if indicator.tls is not None:
            self.handshakes.add(signature, position, indicator.tls)
        if indicator.mac:
            self.devices.add_blocks(signature, position, indicator.mac)
        if indicator.dhcp is not None:
            self.devices.add_class(signature, position, indicator.dhcp.vendor_class)

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


def narrowest(sightings: Iterable[Sighting]) -> Collection[Sighting]:
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


def packed_address(text: str) -> bytes:
    """Return the bytes of an address; none for what is no address."""
    try:
        return ipaddress.ip_address(text).packed
    except ValueError:
        return b""


def server_of(signature: Signature, position: int) -> ServerCondition:
    """Return the ``server`` condition of an indicator that has one."""
    condition = signature.any[position].server
    assert condition is not None
    return condition


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
        f"from {condition.sender}" if condition.payload else "",
        " and ".join(text_of(part) for part in compile_payload(condition).parts),
    ]
    return " ".join(["server", *filter(None, parts)])

"""Why a value matches, and why another nearly does: the answer to ``vestige signatures match``."""

import ipaddress
from collections.abc import Iterable, Iterator
from itertools import islice

import msgspec

from sensor.match.devices import device_of
from sensor.match.index import Entry
from sensor.match.nearly import Near, near_devices, near_handshakes
from sensor.match.networks import PROTOCOLS
from sensor.match.patterns import compile_host
from sensor.match.payloads import CLIENT, SERVER
from sensor.match.requests import asked_port
from sensor.match.sightings import VALUE_LIMIT, Conditions, condition_text, narrowest, normal, server_of
from sensor.match.tlds import public_domains
from sensor.model import fields
from sensor.model.bodies import Flow, Http, Quic, Tls
from sensor.model.observation import NEIGHBOUR_KINDS, Observation
from sensor.signatures.names import covers, is_regex
from sensor.signatures.narrow import wants_field, wants_name, wants_port
from sensor.signatures.see import parse_see

NEAR_LIMIT = 20
"""Near misses told; more of them explain nothing."""


class Hit(msgspec.Struct, frozen=True):
    """A signature that the value fulfils."""

    signature: str
    indicator: str
    field: str
    weight: float
    factor: float
    note: str


class NearMiss(msgspec.Struct, frozen=True, order=True):
    """A signature that the value does not fulfil although it looks like it, and why not."""

    signature: str
    indicator: str
    why: str


class Explanation(msgspec.Struct, frozen=True):
    """What a value is to the signatures."""

    see: str
    hits: tuple[Hit, ...]
    near_misses: tuple[NearMiss, ...]


def explain(conditions: Conditions, see: str) -> Explanation:
    """Return what matches *see* and what nearly does. Raises ValueError when *see* names no observation."""
    observations = observations_of(see)
    found = [hit for one in observations for hit in narrowest(conditions.sightings(one))]
    hits = tuple(Hit(s.signature.id, s.text, s.field, s.signature.weight, s.factor, s.note) for s in found)
    told = {hit.signature for hit in hits}
    near = dict.fromkeys(
        miss for one in observations for miss in _near_misses(conditions, one) if miss.signature not in told
    )
    return Explanation(see, hits, tuple(islice(near, NEAR_LIMIT)))


def observations_of(see: str) -> list[Observation]:
    """Return the observations that *see* names: one, or one a field for a bare name. Raises ValueError."""
    words = see.split()
    if len(words) == 1 and words[0] not in {*fields.ALL_FIELDS, "http"}:
        return [parse_see(f"{field} {words[0]}") for field in fields.NAME_FIELDS]
    return [parse_see(see)]


def _near_misses(conditions: Conditions, observation: Observation) -> Iterator[NearMiss]:
    """Yield what *observation* nearly fulfils, the nearest first."""
    body = observation.body
    if isinstance(body, Flow):
        near = _near_payloads(conditions, observation, body) if body.payload else _near_servers(conditions, observation)
        yield from near
        return
    port = observation.asks_to[1]
    for (signature, _position), text, why in _near_others(conditions, observation, port):
        yield NearMiss(signature.id, text, why)
    port = asked_port(body, port) if isinstance(body, Http) else port
    seen = [(field, normal(value)) for field, value in islice(fields.names(body), VALUE_LIMIT)]
    for field, name in seen:
        for entry in conditions.index.find(name):
            yield from _narrowed(conditions, entry, observation, field, name, port)
    for field, name in seen:
        yield from _followed(conditions, field, name)
        yield from _related(conditions.index.entries(), name)


def _near_others(conditions: Conditions, observation: Observation, port: int) -> Iterator[Near]:
    """Yield the conditions on devices and handshakes that *observation* nearly fulfils."""
    if observation.kind in NEIGHBOUR_KINDS:
        device = device_of(observation)
        yield from near_devices(conditions.devices, device) if device is not None else ()
    elif isinstance(observation.body, (Tls, Quic)):
        yield from near_handshakes(conditions.handshakes, observation.body, port)


def _narrowed(
    conditions: Conditions, entry: Entry, observation: Observation, field: str, name: str, port: int
) -> Iterator[NearMiss]:
    """Yield which further condition of *entry*, which covers *name*, does not hold."""
    test = conditions.requests.get((entry.signature.id, entry.position))
    indicator = entry.indicator
    if test is not None:
        body = observation.body
        why = test.failure(body, name) if isinstance(body, Http) else "looks at HTTP requests only"
        if why:
            yield NearMiss(entry.signature.id, test.text, why)
        return
    if not wants_field(indicator, field):
        yield NearMiss(entry.signature.id, str(entry), f"field {field} is not among {', '.join(indicator.fields)}")
    if not wants_port(indicator, port):
        yield NearMiss(entry.signature.id, str(entry), f"port {port} is not wanted")
    if not wants_name(indicator, name):
        excepted = ", ".join(one for one in indicator.excluding if covers(one, name))
        yield NearMiss(entry.signature.id, str(entry), f"excepts {excepted}")


def _followed(conditions: Conditions, field: str, name: str) -> Iterator[NearMiss]:
    """Yield the entries that would cover *name*, were it not for the labels that follow."""
    possible = {suffix for _, suffix in conditions.index.meant(name)}
    labels = name.split(".")
    for count in range(len(labels) - 1, 0, -1):
        rest = ".".join(labels[count:])
        for entry in conditions.index.find(".".join(labels[:count])):
            if rest in possible and field == fields.DNS_QUERY:
                why = f"followed by the search suffix {rest}, and its further conditions do not hold"
            elif rest in possible:
                why = f"followed by the search suffix {rest}, which counts in dns.query only, not in {field}"
            elif labels[-1] in public_domains():
                why = f"followed by {rest}, which is under a public domain: somebody else's name"
            else:
                why = f"followed by {rest}: of several labels, only a search suffix of the configuration counts"
            yield NearMiss(entry.signature.id, str(entry), why)


def _related(entries: Iterable[Entry], name: str) -> Iterator[NearMiss]:
    """Yield the entries that share most labels with *name* and do not cover it."""
    labels = name.split(".")
    near: list[tuple[int, Entry]] = []
    most = 2
    for entry in entries:
        count = _shared(labels, entry)
        if count >= most and not entry.covers(name):
            near = near if count == most else []
            most = count
            if len(near) < NEAR_LIMIT:
                near.append((count, entry))
    shared = ".".join(labels[-most:])
    if near and max(map(len, labels[-most:])) > 3:  # not for co.uk alone
        for _, entry in near:
            yield NearMiss(entry.signature.id, str(entry), f"shares {shared}, but {name} is not wanted")


def _shared(labels: list[str], entry: Entry) -> int:
    """Return how many labels at the right end are those of *entry*."""
    text = compile_host(entry.text).endings[0] if is_regex(entry.text) else entry.text
    count = 0
    for one, other in zip(reversed(labels), reversed(text.split(".")), strict=False):
        if one != other:
            break
        count += 1
    return count


def _near_payloads(conditions: Conditions, observation: Observation, body: Flow) -> Iterator[NearMiss]:
    """Yield the payload conditions that look at this server and side, and which bytes they miss."""
    sender = SERVER if body.from_server else CLIENT
    packed = ipaddress.ip_address(observation.dst).packed
    proto = PROTOCOLS.get(observation.proto.lower(), 0)
    for number in conditions.payloads.find(sender, packed, observation.dport, proto):
        missing = conditions.payloads.tests[number].missing(body.payload)
        if missing:
            signature, position = conditions.payload_rules[number]
            text = condition_text(server_of(signature, position))
            yield NearMiss(signature.id, text, f"the first bytes have not {missing}")


def _near_servers(conditions: Conditions, observation: Observation) -> Iterator[NearMiss]:
    """Yield the server conditions whose network holds the address, but whose port or protocol is another."""
    address = ipaddress.ip_address(observation.dst)
    for signature, position in conditions.server_rules:
        server = signature.any[position].server
        assert server is not None
        if any(address in ipaddress.ip_network(block, strict=False) for block in server.network):
            why = f"the address is in the network, but {observation.dport}/{observation.proto.lower()} is not wanted"
            yield NearMiss(signature.id, condition_text(server), why)

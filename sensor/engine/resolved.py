"""Conversations with addresses that DNS gave for wanted names.

A client may reach such an address without naming it: no SNI, an encrypted hello, a protocol of its own, or nothing at all
because it is refused. That it was given the address a moment ago for a wanted name is evidence then. A conversation that
names somebody else is none: many names share the addresses of a delivery network.
"""

import ipaddress
from collections import OrderedDict
from typing import NamedTuple, Protocol

from sensor.engine.watch import Watch
from sensor.findings.lookups import is_sinkhole
from sensor.model.bodies import Dns
from sensor.model.observation import Observation

SECOND = 1_000_000_000
LEAST_TIME = 300 * SECOND
"""An answer is held good for so long at least: programs keep addresses longer than a TTL of seconds asks them to."""
MOST_TIME = 86_400 * SECOND
"""And for so long at most: a day, the usual bound of resolvers (RFC 8767 section 5 speaks of one to three)."""
MAX_ANSWERS = 16_384
"""Answers remembered, about 6 MB; the oldest goes first. Only those for wanted names are."""
RECORDS = ("A", "AAAA")


class Sink(Protocol):
    """Where observations go."""

    def observed(self, observation: Observation) -> bool:
        """Take an observation."""


class Place(NamedTuple):
    """Who was given which address. The same addresses in another virtual network are other machines."""

    tenant: int
    asker: bytes
    address: bytes


class Answer(NamedTuple):
    """What an address was given for, and until when."""

    name: str
    until: int


class Resolved:
    """The answers that one worker knows, and the conversations with their addresses that have named nobody yet."""

    def __init__(self, sink: Sink, watch: Watch) -> None:
        self.sink = sink
        self.watch = watch
        watch.ending = self.ended
        self.answers: OrderedDict[Place, Answer] = OrderedDict()
        self.waiting: dict[int, Observation] = {}
        """By flow; each of them is watched, and bounded by that."""

    def learn(self, body: Dns, name: str, tenant: int, asker: bytes, ts: int) -> list[bytes]:
        """Remember the addresses in a response to *asker* that are good for the wanted *name*; return them packed."""
        learnt = []
        for record in body.answers:
            packed = packed_address(record.rdata) if record.rrtype in RECORDS and record.rdata else b""
            if not packed or is_sinkhole(record.rdata or ""):
                continue
            until = ts + min(max((record.ttl or 0) * SECOND, LEAST_TIME), MOST_TIME)
            place = Place(tenant, asker, packed)
            self.answers[place] = Answer(name, until)
            self.answers.move_to_end(place)
            learnt.append(packed)
        while len(self.answers) > MAX_ANSWERS:
            self.answers.popitem(last=False)
        return learnt

    def find(self, tenant: int, asker: bytes, address: bytes, ts: int) -> str | None:
        """Return the wanted name for which *asker* was given *address*, if that still holds at *ts*."""
        answer = self.answers.get(Place(tenant, asker, address))
        return answer.name if answer is not None and ts <= answer.until else None

    def wait(self, observation: Observation, client: int, two_sided: bool) -> None:
        """Follow a conversation, whose direction *client* asks, until it names somebody or ends."""
        self.watch.start(observation.flow, client, observation.kind, observation.ts, two_sided)
        self.waiting[observation.flow] = observation

    def spoke(self, flow: int, *, named: bool) -> None:
        """Take that a conversation has shown a name of its own, or a hello or request without any."""
        observation = self.waiting.pop(flow, None)
        if observation is None:
            return
        if named:
            self.watch.forget(flow)
        else:
            self.sink.observed(observation)

    def ended(self, flow: int) -> None:
        """Take that a watched conversation is over: one that named nobody is told of before its outcome is."""
        self.spoke(flow, named=False)


def packed_address(text: str) -> bytes:
    """Return the packed form of an address, empty for what is none."""
    try:
        return ipaddress.ip_address(text).packed
    except ValueError:
        return b""


def is_address(host: bytes) -> bool:
    """True for a host that is an address, in brackets or not: it names nobody."""
    return bool(packed_address(host.strip(b"[]").decode("latin-1")))

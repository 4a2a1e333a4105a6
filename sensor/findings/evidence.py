"""Evidence while it is gathered: one row for each signature, field and value on one host, counted.

A row is the same whatever the order of its matches.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sensor.findings.lookups import result_of
from sensor.findings.times import Times
from sensor.model.bodies import Dns, Flow, Http
from sensor.model.community_id import community_id
from sensor.model.fields import LOOKUP_FIELDS, TLS_CERT, TLS_ISSUER, TLS_SUBJECT, names
from sensor.model.finding import FlowKey
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import Outcome
from sensor.model.signature import Signature

MAX_VALUE = 512
"""Characters of a value that are kept: a name has at most 255; longer URLs say nothing more."""
MAX_NOTE = 200
"""Characters of a note or detail that are kept."""
MAX_NAMES = 8
"""Host names kept beside a row (the alias chain of a lookup), to find a relay's copy of a client's request again."""
MAX_SERVERS = 16
"""Servers kept that were asked a question, to know whether any of them was ever heard."""
MAX_DETAILS = 4
"""Ways in which attempts ended that are kept for a row."""
MAX_XFF = 512
"""Characters of an X-Forwarded-For that are kept, the rightmost: nearest to the proxy that sent it."""

OUTCOMES = tuple(Outcome)
"""By `Outcome.rank`."""

OWN_FIELDS = (TLS_CERT, TLS_SUBJECT, TLS_ISSUER)
"""What a host itself shows when strangers connect to it, as with its own first bytes; the rest, ports too, is their choice."""


class Sight(NamedTuple):
    """One packet that carried the value, in the order of time. ``src`` asks."""

    ts: int
    source: int
    frame: int
    src: str
    sport: int
    dst: str
    dport: int
    proto: str


NEVER = Sight(1 << 63, 0, 0, "", 0, "", 0, "")
"""Later than any: the first sight of a row that has none yet."""


class RowKey(NamedTuple):
    """What makes two matches of a host the same evidence."""

    signature: str
    field: str
    value: str
    inbound: bool
    """A machine outside asked it of the host."""
    forwarded_for: str
    """X-Forwarded-For, empty when there was none."""


class Row:
    """Evidence under way. Read by the other modules of this package, written by `take` and `absorb`."""

    __slots__ = (
        "answered", "asked", "details", "factor", "first", "key", "names", "note", "outcome", "proxied", "refused", "servers",
        "signature", "times",
    )  # fmt: skip

    def __init__(self, key: RowKey, signature: Signature) -> None:
        self.key = key
        self.signature = signature
        self.asked = 0
        """Requests; for anything but DNS, sights."""
        self.answered = 0
        """DNS responses, and how many of them refused."""
        self.refused = 0
        self.first = NEVER
        self.times = Times()
        self.factor = 0.0
        self.note = ""
        self.proxied = True
        """All sights went through a web proxy."""
        self.outcome = Outcome.UNKNOWN
        self.details: tuple[tuple[int, str], ...] = ()
        """Outcome rank and words."""
        self.names: tuple[str, ...] = ()  # tuples: most rows have one, and a set is four times its size
        self.servers: tuple[str, ...] = ()

    @property
    def is_dns(self) -> bool:
        """True for a lookup, asked or answered."""
        return self.key.field in LOOKUP_FIELDS

    @property
    def count(self) -> int:
        """Sights. A question and its response are one; with one direction captured, either counts."""
        return max(self.asked, self.answered)

    @property
    def strength(self) -> float:
        """Weight of the signature as this row was seen, before fields are compared."""
        return min(1.0, max(0.0, self.signature.weight * self.factor))

    def take(self, match: Match, sight: Sight) -> None:
        """Count one match in."""
        observation = match.observation
        body = observation.body
        self.first = min(self.first, sight)
        self.times.add(observation.ts)
        self._take_factor(match.factor, match.note[:MAX_NOTE])
        self.names = with_some(self.names, (name for _, name in names(body)), MAX_NAMES)
        self.servers = with_some(self.servers, (sight.dst,), MAX_SERVERS)
        self.proxied = self.proxied and goes_through_proxy(observation)
        if isinstance(body, Dns) and body.is_response:
            result = result_of(body, cut=observation.cut)
            self.answered += 1
            self.refused += result.outcome is Outcome.REFUSED
            self.became(result.outcome, result.detail)
        else:
            self.asked += 1

    def _take_factor(self, factor: float, note: str) -> None:
        """Keep the best way it was seen, and of equals the first note in the alphabet."""
        if factor > self.factor or (factor == self.factor and note < self.note):
            self.factor, self.note = factor, note

    def became(self, outcome: Outcome, detail: str) -> None:
        """Take the fate of one attempt."""
        if outcome.rank > self.outcome.rank:
            self.outcome = outcome
        if detail and outcome is not Outcome.UNKNOWN:
            said = {*self.details, (outcome.rank, detail[:MAX_NOTE])}
            self.details = tuple(sorted(said)[-MAX_DETAILS:])

    def absorb(self, other: "Row") -> None:
        """Count all of *other* in: the same evidence, come another way."""
        self.first = min(self.first, other.first)
        self.asked += other.asked
        self.answered += other.answered
        self.refused += other.refused
        self.times.merge(other.times)
        self.proxied = self.proxied and other.proxied
        self._take_factor(other.factor, other.note)
        self.became(other.outcome, "")
        for rank, detail in other.details:
            self.became(OUTCOMES[rank], detail)
        self.names = with_some(self.names, other.names, MAX_NAMES)
        self.servers = with_some(self.servers, other.servers, MAX_SERVERS)

    def best_detail(self) -> str:
        """Return how the attempts with the row's outcome ended, in words, two ways at most."""
        said = [detail for rank, detail in self.details if rank == self.outcome.rank]
        return "; ".join(said[:2] + ["and other ways"] * (len(said) > 2))


def with_some(held: tuple[str, ...], values: Iterable[str], limit: int) -> tuple[str, ...]:
    """Return *held* with *values* that are new, until it has *limit*."""
    for value in values:
        if len(held) >= limit:
            break
        if value not in held:
            held = (*held, value)
    return held


def goes_through_proxy(observation: Observation) -> bool:
    """True inside a CONNECT tunnel, and for a request whose target names its server (RFC 9112 section 3.2.2)."""
    body = observation.body
    if isinstance(body, Http) and (body.url or "")[:7].lower() == "http://":
        return True
    return observation.via is not None


def key_of(match: Match, host: str) -> RowKey:
    """Return the key of *match* among the rows of *host*."""
    observation = match.observation
    body = observation.body
    own = match.field in OWN_FIELDS or (isinstance(body, Flow) and body.from_server)
    inbound = match.host is None and observation.asks_from[0] != host and not own
    forwarded_for = (body.xff or "")[-MAX_XFF:] if isinstance(body, Http) else ""
    return RowKey(match.signature.id, match.field, match.value[:MAX_VALUE], inbound, forwarded_for)


def sight_of(observation: Observation) -> Sight:
    """Return where and when *observation* was made, from the asking side."""
    (src, sport), (dst, dport) = observation.asks_from, observation.asks_to
    return Sight(observation.ts, observation.source, observation.frame, src, sport, dst, dport, observation.proto)


def flow_key(sight: Sight) -> FlowKey:
    """Return the conversation of *sight* as the analyst will search for it."""
    try:
        cid = community_id(sight.src, sight.sport, sight.dst, sight.dport, sight.proto.upper())
    except (ValueError, KeyError):
        cid = ""  # a protocol that the specification does not number this way
    return FlowKey(sight.src, sight.sport, sight.dst, sight.dport, sight.proto, cid)

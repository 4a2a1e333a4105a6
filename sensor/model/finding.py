"""Finding: host x product, with evidence, verdict and state (DESIGN sections 5.3 and 6)."""

import enum

import msgspec

from sensor.model.outcome import Outcome
from sensor.model.signature import Activity, Shows


class Verdict(enum.StrEnum):
    """How sure the evidence makes us, weakest first."""

    POSSIBLE = "possible"
    LIKELY = "likely"
    CONFIRMED = "confirmed"

    @property
    def rank(self) -> int:
        """Position in the order above."""
        return list(Verdict).index(self)


class FlowKey(msgspec.Struct, frozen=True, gc=False):
    """Who spoke to whom, as the analyst will search for it. ``src`` asks."""

    src_ip: str
    src_port: int
    dest_ip: str
    dest_port: int
    proto: str
    community_id: str


class FrameRef(msgspec.Struct, frozen=True, gc=False):
    """Where to find the packet: input and frame number from 1."""

    path: str
    number: int


class Evidence(msgspec.Struct, frozen=True):
    """Matches of one signature, field and value on one host, counted. Times are nanoseconds since the epoch."""

    signature: str
    sid: int
    title: str
    activity: Activity
    shows: Shows
    field: str
    value: str
    count: int
    outcome: Outcome
    first_seen: int
    last_seen: int
    flow: FlowKey
    """The first conversation that carried it."""
    frame: FrameRef
    note: str = ""


class HostName(msgspec.Struct, frozen=True, gc=False):
    """A name that a device claimed, and where."""

    name: str
    source: str
    first_seen: int
    last_seen: int


class Host(msgspec.Struct, frozen=True):
    """The device a finding is about."""

    ip: tuple[str, ...]
    mac: str | None = None
    name: str | None = None
    names: tuple[HostName, ...] = ()
    tenant: str | None = None
    """The virtual network it is in (`Tunnel.network`): the same address in another one is another machine."""


class Finding(msgspec.Struct, frozen=True):
    """What one host shows of one product."""

    id: str
    host: Host
    vendor: str
    product: str
    shows: Shows
    verdict: Verdict
    score: float
    state: str
    attribution: str
    """``direct``, or ``relayed``: somebody behind the host in ``via``."""
    via: str | None
    first_seen: int
    last_seen: int
    reasons: tuple[str, ...]
    bans: tuple[str, ...]
    evidence: tuple[Evidence, ...]

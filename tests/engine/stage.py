"""A stage for conversations: frames go through a pipeline, and what is seen in them is written down in short lines.

    stage().play(SYN, client(b"GET / HTTP/1.1\\r\\nHost: a.example\\r\\n\\r\\n"), server(b"HTTP/1.1 200 OK\\r\\n\\r\\n")).seen

gives ``["http GET a.example/"]``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from builders import frames

from sensor.engine.reader import InputReader
from sensor.engine.tally import Tally
from sensor.match.matcher import Matcher
from sensor.model.bodies import Dns, Http, Quic, Tls
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.signature import SignatureSet
from sensor.wire.batch import BATCH_FRAMES, Batch

CLIENT = "10.0.0.7"
SERVER = "203.0.113.9"
SPORT = 50000
ISN = 0xFFFFFF00
"""Of both sides, so that sequence numbers wrap around in every longer conversation."""
NOON = 1_795_262_400_000_000_000
"""2026-11-21 12:00 UTC."""
NO_SIGNATURES = SignatureSet((), {}, {}, (), "")


@dataclass(frozen=True)
class Step:
    """One segment. *at* is the place of its data in the stream of its side; None goes on behind the last."""

    up: bool
    data: bytes = b""
    at: int | None = None
    flags: int = frames.ACK | frames.PSH
    kept: int | None = None
    """Bytes of its data that the capture kept; None keeps all."""


def client(
    data: bytes = b"", at: int | None = None, *, flags: int = frames.ACK | frames.PSH, kept: int | None = None
) -> Step:
    """Return a segment of the asking side."""
    return Step(True, data, at, flags, kept)


def server(
    data: bytes = b"", at: int | None = None, *, flags: int = frames.ACK | frames.PSH, kept: int | None = None
) -> Step:
    """Return a segment of the answering side."""
    return Step(False, data, at, flags, kept)


def segments(data: bytes, size: int) -> list[Step]:
    """Return *data* of the asking side in segments of *size* bytes."""
    return [client(data[at : at + size], at) for at in range(0, len(data), size)]


SYN = Step(True, flags=frames.SYN)
SYN_ACK = Step(False, flags=frames.SYN | frames.ACK)
RST = Step(False, flags=frames.RST | frames.ACK)
FIN = Step(True, flags=frames.FIN | frames.ACK)


@dataclass
class Talk:
    """Both ends of a conversation, and how far each has come."""

    sport: int = SPORT
    dport: int = 443
    src: str = CLIENT
    dst: str = SERVER
    isn: int = ISN
    place: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})

    def frame(self, step: Step) -> tuple[bytes, int]:
        """Return the frame of a step as the capture kept it, and its length on the wire."""
        at = self.place[step.up] if step.at is None else step.at
        seq = self.isn if step.flags & frames.SYN else self.isn + 1 + at
        ends = (self.src, self.dst, self.sport, self.dport) if step.up else (self.dst, self.src, self.dport, self.sport)
        frame = frames.ethernet(frames.tcp(*ends, step.data, seq=seq, flags=step.flags))
        self.place[step.up] = at + len(step.data)
        kept = len(frame) if step.kept is None else len(frame) - len(step.data) + step.kept
        return frame[:kept], len(frame)


class Stage:
    """A pipeline, and what came out of it. *wanted* names are watched; with *only* nothing else is reported."""

    def __init__(self, wanted: Iterable[str] = (), *, only: bool = False) -> None:
        self.observations: list[Observation] = []
        self.outcomes: list[FlowOutcome] = []
        self.wanted = frozenset(wanted)
        matcher = Matcher(NO_SIGNATURES)
        if only:
            for name in self.wanted:
                matcher.names.add_exact(name, 1)
        self.reader = InputReader("-", 0, matcher, self, self.outcomes.append, observe_all=not only)
        self.pipeline = self.reader.pipeline
        self.observer = self.pipeline.observer
        self.frame = 0
        self.batch = Batch()
        self.raises: Callable[[Observation], None] = lambda _: None

    @property
    def tally(self) -> Tally:
        """What was counted."""
        return self.reader.tally

    def observed(self, observation: Observation) -> bool:
        """Take an observation, as the sink that the observer has."""
        self.raises(observation)
        self.observations.append(observation)
        return name_of(observation) in self.wanted

    def feed(self, *raw: bytes | tuple[bytes, int], link: int = 1) -> Self:
        """Take frames, each with its length on the wire where it was cut."""
        for first in range(0, len(raw), BATCH_FRAMES):
            part = [one if isinstance(one, tuple) else (one, len(one)) for one in raw[first : first + BATCH_FRAMES]]
            self.batch.start(b"".join(frame for frame, _ in part), self.frame + 1)
            pos = 0
            for frame, length in part:
                self.frame += 1
                self.batch.add(pos, len(frame), length, NOON + self.frame * 1_000_000, link, 0)
                pos += len(frame)
            self.pipeline.batch(self.batch)
        return self

    def play(self, *steps: Step, talk: Talk | None = None, end: bool = True) -> Self:
        """Take a conversation; *end* ends the capture behind it."""
        talk = talk or Talk()
        self.feed(*[talk.frame(step) for step in steps])
        if end:
            self.pipeline.flush()
        return self

    @property
    def seen(self) -> list[str]:
        """The observations in short lines, in order."""
        return [line(observation) for observation in self.observations if observation.kind != "flow"]

    @property
    def told(self) -> list[str]:
        """The outcomes in words."""
        return [f"{outcome.outcome.value}: {outcome.detail}" for outcome in self.outcomes]


def play(*steps: Step, **ends: int | str) -> list[str]:
    """Return what is seen in a conversation on a stage of its own."""
    return Stage().play(*steps, talk=replace(Talk(), **ends)).seen  # type: ignore[arg-type]


def name_of(observation: Observation) -> str | None:
    """Return the name that an observation is about."""
    body = observation.body
    if isinstance(body, Dns):
        return body.queries[0].rrname if body.queries else None
    if isinstance(body, Tls | Quic):
        return body.sni
    return body.hostname if isinstance(body, Http) else None


def line(observation: Observation) -> str:
    """Return an observation as a short line."""
    body = observation.body
    if isinstance(body, Http):
        return f"http {body.http_method} {body.hostname}{body.url}"
    return f"{observation.kind} {name_of(observation)}"


def reordered(steps: Sequence[Step], order: Sequence[int]) -> list[Step]:
    """Return the steps in another order, some more than once."""
    return [steps[at] for at in order]

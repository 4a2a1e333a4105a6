"""Targets of names that are wanted, and of the whole: a capture, from its bytes to its findings."""

import functools
import json
from collections.abc import Callable, Iterable

import msgspec
from fuzz import seeds
from fuzz.memory import Frame, read_capture
from fuzz.mutate import mutate_capture
from fuzz.target import Target
from fuzz.walled import BEFORE, COMPILED, placed, walled

from sensor.alerts.eve import EveEncoder
from sensor.engine.collect import ScanSink
from sensor.engine.pipeline import Pipeline
from sensor.engine.reader import InputReader
from sensor.findings.tracker import Tracker
from sensor.match.matcher import Matcher
from sensor.model.bodies import Http, Tls
from sensor.model.fields import MAC, TLS_CERT
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.signature import SignatureSet
from sensor.signatures import load
from sensor.wire.batch import BATCH_FRAMES, Batch
from sensor.wire.name import Name

FAILED = "sensor.frame_failed"
SEED = 0x9E3779B97F4A7C15
"""Of the flow keys: the same in both builds."""

Batches = Callable[[list[Frame], Batch], Iterable[Batch]]


@functools.cache
def shipped() -> SignatureSet:
    """Return the signatures that ship."""
    return load()


@functools.cache
def matcher() -> Matcher:
    """Return their matcher."""
    return Matcher(shipped())


class Run:
    """One capture through a pipeline, and all that came out of it."""

    def __init__(self, frames: list[Frame], batches: Batches, *, observe_all: bool) -> None:
        self.observations: list[Observation] = []
        self.matches: list[tuple[Observation, list[Match]]] = []
        self.outcomes: list[FlowOutcome] = []
        self.tracker = Tracker(shipped(), home=None, paths=lambda source: "fuzz.pcap")
        self.sink = ScanSink(matcher(), self.tracker, lambda seen, matches: self.matches.append((seen, matches)))
        self.reader = InputReader("fuzz.pcap", 0, matcher(), self, self.told, observe_all=observe_all)
        pipeline = self.reader.pipeline
        pipeline.seed = SEED
        for batch in batches(frames, Batch()):
            drive(pipeline, batch)
        pipeline.flush()
        self.reader.count()
        if FAILED in self.reader.tally.weird:
            raise AssertionError(f"{self.reader.tally.weird[FAILED]} frames broke a parser of the compiled build")

    def observed(self, observation: Observation) -> bool:
        """Take an observation, as the sink."""
        self.observations.append(observation)
        return self.sink.observed(observation)

    def told(self, outcome: FlowOutcome) -> None:
        """Take what became of a conversation."""
        self.outcomes.append(outcome)
        self.tracker.outcome(outcome)


def drive(pipeline: Pipeline, batch: Batch) -> None:
    """Let *pipeline* take *batch*; in the interpreted build an exception comes out of it."""
    if COMPILED:
        pipeline.batch(batch)
    else:
        pipeline.packet.data = batch.data
        pipeline.frames(batch, 0, batch.count)


def together(frames: list[Frame], batch: Batch) -> Iterable[Batch]:
    """Yield batches as full as they can be, of frames that stand next to each other."""
    for first in range(0, len(frames), BATCH_FRAMES):
        some = frames[first : first + BATCH_FRAMES]
        batch.start(b"".join(frame.data for frame in some), first + 1)
        pos = 0
        for frame in some:
            batch.add(pos, len(frame.data), frame.wirelen, frame.ts, frame.link, 0)
            pos += len(frame.data)
        yield batch


def alone(frames: list[Frame], batch: Batch) -> Iterable[Batch]:
    """Yield a batch for each frame, with walls around it."""
    for number, frame in enumerate(frames, 1):
        batch.start(walled(frame.data), number)
        batch.add(len(BEFORE), len(frame.data), frame.wirelen, frame.ts, frame.link, 0)
        yield batch


def asked_for(run: Run) -> list[Match]:
    """Return the matches but those of certificates, which are passed over where the hello named the server.

    What neighbours say again within minutes in the same words is read once by whoever does not look at everything.
    """
    found = [match for _, matches in run.matches for match in matches if match.field != TLS_CERT]
    first = {
        (match.field, match.value, match.observation.src): match for match in reversed(found) if match.field == MAC
    }
    return [
        match
        for match in found
        if match.field != MAC or match is first[match.field, match.value, match.observation.src]
    ]


def pipeline(data: bytes) -> object:
    """A capture gives observations, outcomes and findings that can be written as JSON, and no frame breaks a parser.

    Looking for the wanted names only finds the same matches as looking at everything. (Its findings may differ: whoever
    looks at everything learns more of who relays for whom.) Where the frames lie makes no difference.
    """
    frames, report = read_capture(data)
    run = Run(frames, together, observe_all=True)
    wanted = Run(frames, together, observe_all=False)
    if asked_for(wanted) != asked_for(run):
        raise AssertionError(f"observing all it matches {run.matches}, and else {wanted.matches}")
    single = Run(frames, alone, observe_all=False)
    if single.matches != wanted.matches:
        raise AssertionError(f"frame by frame it matches {single.matches}, and else {wanted.matches}")
    lines = bytearray()
    encoder = EveEncoder(lambda source: "fuzz.pcap")
    for observation in run.observations:
        encoder.observation(observation, lines)
    findings = wanted.tracker.findings()
    if findings != single.tracker.findings():
        raise AssertionError("frame by frame it finds something else")
    for line in [*lines.splitlines(), msgspec.json.encode(findings)]:
        json.loads(bytes(line))
    counts = run.reader.tally.counts()
    counts["hosts"] = sorted(counts["hosts"])
    return report.error, run.observations, run.outcomes, findings, counts, run.reader.blind


def wanted(data: bytes) -> object:
    """Whatever a signature wants of a name passes the filter before it, wherever the name stands in a buffer."""
    name = Name()
    if name.read_text(data, 0, len(data)) <= 0:
        return None
    text = str(name)
    passed = placed(text.encode(), lambda buffer, pos, end: bool(matcher().names.wants(buffer, pos, end)))
    found = []
    for body, kind in ((Tls(sni=text), "tls"), (Http(hostname=text, http_method="GET", url="/"), "http")):
        seen = Observation(0, kind, "10.0.0.7", 50000, "203.0.113.9", 443, "TCP", body, 0, 1, 1)
        found += [(match.signature.id, match.field, match.value) for match in matcher().match(seen)]
    if found and not passed:
        raise AssertionError(f"{text} is wanted by {found} and does not pass")
    return passed, found


def wanted_seeds() -> Iterable[bytes]:
    """Yield the names that the tests inside the signatures that ship see."""
    for signature in shipped().signatures:
        for test in signature.tests:
            yield test.see.split()[-1].encode()


TARGETS = (
    Target("wanted", wanted, wanted_seeds, 300),
    Target("pipeline", pipeline, seeds.conversations, 8192, mutate_capture, share=8),
)

"""What a capture's end does for a file, time does on a tap: what is half is read, what is silent is judged.

Conversations that succeeded or were refused are told of at once, for an alert waits for it.
"""

from collections.abc import Callable

from sensor.engine.outcome import Watched, judge
from sensor.engine.pipeline import Pipeline
from sensor.flows.consts import NO_SLOT
from sensor.model.outcome import FlowOutcome, Outcome

SECOND = 1_000_000_000
SILENT = 60 * SECOND
"""A watched conversation that said nothing for so long has shown its outcome. More may come: it is not followed any more."""
PATIENCE = 15 * SECOND
"""How long a head may wait for bytes that are missing. TCP sends them again within a second or a few; after that the tap
has lost them."""
CLEAR = frozenset({Outcome.SUCCEEDED, Outcome.REFUSED})
"""Outcomes that need not wait for the end of the conversation."""


class Sweeper:
    """Looks through what one pipeline holds. *told* takes the outcomes."""

    def __init__(self, pipeline: Pipeline, told: Callable[[FlowOutcome], None]) -> None:
        self.pipeline = pipeline
        self.told = told
        self.known: dict[int, Outcome] = {}
        """What was told of conversations that are still watched."""

    def sweep(self, now: int) -> None:
        """Tell what can be told at time *now*, by the clock of the packets. It may have been set back: a leap ages as well."""
        self.streams(now)
        self.connections(now)
        self.watched(now)

    def streams(self, now: int) -> None:
        """Read the heads in TCP streams whose missing bytes will not come."""
        tcp = self.pipeline.tcp
        stale = [
            key
            for key, stream in tcp.streams.table.items()
            if stream.origin is not None and abs(now - stream.origin.ts) >= PATIENCE
        ]
        for flow, direction in stale:
            tcp.give_up(flow, direction, NO_SLOT)

    def connections(self, now: int) -> None:
        """Read the hellos of QUIC connections whose rest will not come."""
        quic = self.pipeline.udp.quic
        for connection in list(quic.connections.waiting.values()):
            origin = connection.origin
            if origin is not None and abs(now - origin.ts) >= PATIENCE:
                quic.last_words(connection)
                quic.retire(connection)

    def watched(self, now: int) -> None:
        """Tell what became of watched conversations."""
        watch = self.pipeline.tcp.watch
        two_sided = self.pipeline.tally.two_sided
        for flow, watched in list(watch.flows.items()):
            if abs(now - watched.ts) >= SILENT:
                watch.end(flow, two_sided)
            else:
                self.so_far(flow, watched, two_sided)
        self.known = {flow: outcome for flow, outcome in self.known.items() if flow in watch.flows}

    def so_far(self, flow: int, watched: Watched, two_sided: bool) -> None:
        """Tell an outcome that is clear, once, and again where it got better."""
        outcome, detail = judge(watched, two_sided)
        known = self.known.get(flow)
        if outcome in CLEAR and (known is None or outcome.rank > known.rank):
            self.known[flow] = outcome
            self.told(FlowOutcome(flow, outcome, watched.ts, watched.received, detail))

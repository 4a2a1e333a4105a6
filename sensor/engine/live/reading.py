"""One worker's pipeline and what it has to tell: packets in, lots out. It knows no socket and no clock."""

from sensor.engine.assembly import assemble, blind_counts, look_for
from sensor.engine.collect import WATCHED_KINDS
from sensor.engine.live.messages import Plan
from sensor.engine.live.overhear import Ear
from sensor.engine.live.sweep import Sweeper
from sensor.engine.live.wire import Counts, Hosts, Lot
from sensor.engine.tally import Tally
from sensor.flows.bypass import BypassTable
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.wire.batch import Batch

MAX_UNTOLD = 1_000
"""Observations that may wait to be told. Of a busy tap's, most only tell who is who, and wait for the next look around."""


class Reading:
    """Holds the pipeline across blocks, files and reloads; `lot` takes out what was seen since the last time."""

    def __init__(self, plan: Plan) -> None:
        self.matcher = make_matcher(plan)
        self.tally = Tally()
        self.pipeline = assemble(self.matcher, self, self.told, self.tally, observe_all=False)
        self.sweeper = Sweeper(self.pipeline, self.told)
        self.ear: Ear | None = None
        """Where there are other workers."""
        self.seen: list[Observation] = []
        self.wanted: list[int] = []
        """Where in `seen` stands what signatures want."""
        self.fates: list[FlowOutcome] = []
        self.urgent = False
        """There is something to tell that an alert may come of, or much to tell."""

    def look(self, plan: Plan) -> None:
        """Look for what *plan* says from now on; conversations go on."""
        self.matcher = make_matcher(plan)
        look_for(self.pipeline, self.matcher)
        if self.ear is not None:
            self.ear.look(self.matcher)

    def overhear(self, batch: Batch) -> None:
        """Learn from frames of DNS servers, which another worker may have to tell of."""
        if self.ear is None:
            self.ear = Ear(self.pipeline, self.matcher)
        self.ear.batch(batch)

    def observed(self, observation: Observation) -> bool:
        """Take an observation, as the observer's sink."""
        wanted = self.matcher.wants(observation)
        if wanted:
            self.wanted.append(len(self.seen))
        self.seen.append(observation)
        self.urgent = self.urgent or wanted or len(self.seen) >= MAX_UNTOLD
        return wanted and observation.kind in WATCHED_KINDS

    def told(self, outcome: FlowOutcome) -> None:
        """Take what became of a conversation."""
        self.fates.append(outcome)
        self.urgent = True

    def batch(self, batch: Batch, source: int, bypass: BypassTable | None = None) -> None:
        """Read the frames of a batch that come from tap or file *source*; enter in *bypass* what need not come any more."""
        self.part(batch, 0, batch.count, source, bypass)

    def part(self, batch: Batch, first: int, end: int, source: int, bypass: BypassTable | None = None) -> None:
        """Read those from index *first* up to *end*."""
        self.pipeline.source = source
        self.pipeline.bypass = bypass
        self.pipeline.part(batch, first, end)

    def lot(self) -> Lot:
        """Return what was seen since the last call."""
        lot = Lot(self.seen, self.fates, self.wanted)
        self.seen, self.fates, self.wanted, self.urgent = [], [], [], False
        return lot

    def counts(self) -> Counts:
        """Return what was counted since the start; the addresses of hosts only once, so that they need not be kept here."""
        hosts = Hosts(*self.tally.take_hosts())
        return Counts({**self.tally.counts(), "hosts": ()}, hosts, blind_counts(self.pipeline), self.tally.two_sided)


def make_matcher(plan: Plan) -> Matcher:
    """Return the matcher for *plan*."""
    return Matcher(plan.signatures, search_suffixes=plan.search_suffixes)

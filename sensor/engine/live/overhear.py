"""Overhearing: each worker learns from the DNS answers of all hosts.

A lookup and the conversation that follows it have other addresses and ports, so they may reach different workers. The one
that has the conversation must know the answer when its first frame comes (`sensor.engine.resolved`); what others would
send it arrives too late.
"""

from sensor.engine.assembly import assemble, look_for
from sensor.engine.pipeline import Pipeline
from sensor.engine.resolved import Resolved
from sensor.engine.tally import Tally
from sensor.engine.watch import Watch
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.wire.batch import Batch

MAX_FLOWS = 1 << 12
"""Conversations with DNS servers of which the beginning is remembered: over TCP an answer needs it for milliseconds."""


class Overheard(Resolved):
    """What is learnt goes to the answers of another; nothing that is overheard is told, counted or followed."""

    def __init__(self, into: Resolved) -> None:
        super().__init__(self, Watch(self.told))
        self.answers = into.answers

    def observed(self, observation: Observation) -> bool:  # noqa: ARG002 - the worker that has the conversation tells it
        """Take an observation."""
        return False

    def told(self, outcome: FlowOutcome) -> None:
        """Take an outcome."""

    def find(self, tenant: int, asker: bytes, address: bytes, ts: int) -> None:  # noqa: ARG002 - as above
        """A conversation with a DNS server is nobody's to follow here."""
        return


class Ear:
    """Reads answers for one worker."""

    def __init__(self, pipeline: Pipeline, matcher: Matcher) -> None:
        """*pipeline* is the worker's own, *matcher* knows the names that it looks for."""
        self._into = pipeline.observer.contacts
        overheard = Overheard(self._into.resolved)
        self._pipeline = assemble(matcher, overheard, overheard.told, Tally(), observe_all=False)
        self._pipeline.table.limit = MAX_FLOWS
        self._own = self._pipeline.observer.contacts
        self._own.resolved = overheard
        self._own.hints = self._into.hints

    def batch(self, batch: Batch) -> None:
        """Read frames that were overheard."""
        self._pipeline.batch(batch)
        self._into.has_answers = self._into.has_answers or self._own.has_answers

    def look(self, matcher: Matcher) -> None:
        """Look for other names from now on."""
        look_for(self._pipeline, matcher)

"""The counters of all workers as one: those that died count with what they last told."""

from collections import Counter

from sensor.engine.coverage import make_coverage
from sensor.engine.live.wire import Counts
from sensor.engine.tally import Tally
from sensor.hosts.home import Home
from sensor.model.report import Coverage


class Counting:
    """Adds up what workers count. Each worker tells its numbers since its start; the last word of each counts."""

    def __init__(self) -> None:
        self.last: dict[int, Counts] = {}
        """By the process of a worker."""
        self.past = Tally()
        """Of workers that are gone, and the hosts of all."""
        self.past_blind: Counter[str] = Counter()
        self.two_sided = False

    def take(self, worker: int, counts: Counts) -> None:
        """Take the numbers of a worker."""
        self.past.absorb({**Tally().counts(), "hosts": counts.numbers["hosts"]})
        counts.numbers["hosts"] = []
        self.last[worker] = counts
        self.two_sided = self.two_sided or counts.two_sided

    def gone(self, worker: int) -> None:
        """A worker ended; another one in its place begins at zero."""
        counts = self.last.pop(worker, None)
        if counts is not None:
            self.past.absorb(counts.numbers)
            self.past_blind.update(counts.blind)

    def coverage(self, home: Home) -> Coverage:
        """Return the sum, as a report shows it."""
        total = Tally()
        total.absorb(self.past.counts())
        blind = Counter(self.past_blind)
        for counts in self.last.values():
            total.absorb(counts.numbers)
            blind.update(counts.blind)
        return make_coverage(total, home, {"one_sided": 0, "fragments_incomplete": 0, "flows_evicted": 0, **blind})

"""The counters of all workers as one: those that died count with what they last told."""

from collections import Counter

from sensor.engine.coverage import coverage_of
from sensor.engine.live.wire import Counts, Hosts
from sensor.engine.tally import Tally
from sensor.hosts.home import Home
from sensor.model.report import Coverage

MAX_HOSTS = 1 << 18
"""Addresses remembered, 20 MB, as in a `Tally`. Beyond that the count of hosts is a lower bound."""

MAX_TOLD = 16
"""Messages of workers whose hosts wait to be looked at, 4 MB each at most; a minute of one worker has twelve."""


class Counting:
    """Adds up what workers count. Each worker tells its numbers since its start; the last word of each counts."""

    def __init__(self) -> None:
        self.last: dict[int, Counts] = {}
        """By the process of a worker."""
        self.past = Tally()
        """Of workers that are gone."""
        self.hosts: set[bytes] = set()
        """Addresses seen by any worker."""
        self.told: list[Hosts] = []
        """What workers told of them that was not looked at yet: nobody asks every second."""
        self.fresh: set[bytes] = set()
        """Those that are not counted yet."""
        self.at_home = 0
        """Those counted that lie in a home network."""
        self.past_blind: Counter[str] = Counter()
        self.two_sided = False

    def take(self, worker: int, counts: Counts) -> None:
        """Take the numbers of a worker."""
        self.told.append(counts.hosts)
        if len(self.told) > MAX_TOLD:
            self._look_at_hosts()
        self.last[worker] = counts
        self.two_sided = self.two_sided or counts.two_sided

    def _look_at_hosts(self) -> None:
        """Find out which of the addresses that were told are new."""
        for hosts in self.told:
            new = hosts.addresses() - self.hosts
            room = MAX_HOSTS - len(self.hosts)
            self.fresh.update(new if len(new) <= room else list(new)[:room])
            self.hosts |= self.fresh
        self.told.clear()

    def gone(self, worker: int) -> None:
        """A worker ended; another one in its place begins at zero."""
        counts = self.last.pop(worker, None)
        if counts is not None:
            self.past.absorb(counts.numbers)
            self.past_blind.update(counts.blind)

    def coverage(self, home: Home) -> Coverage:
        """Return the sum, as a report shows it. *home* is the same each time: each host is looked at once."""
        total = Tally()
        total.absorb(self.past.counts())
        self._look_at_hosts()
        self.at_home += home.count(self.fresh)
        self.fresh.clear()
        blind = Counter(self.past_blind)
        for counts in self.last.values():
            total.absorb(counts.numbers)
            blind.update(counts.blind)
        return coverage_of(
            total, self.at_home, {"one_sided": 0, "fragments_incomplete": 0, "flows_evicted": 0, **blind}
        )

"""When something was seen, in bounded memory: enough to tell a habit from a moment.

Whatever the order in which sights arrive, the same times are kept: the earliest ones.
"""

from bisect import bisect_left, insort
from itertools import pairwise

MINUTE = 60 * 1_000_000_000
HALF_DAY = 12 * 60 * MINUTE
DAY = 24 * 60 * MINUTE

MAX_MINUTES = 32
"""Distinct minutes kept: a program that speaks every two hours shows itself in three, one that chatters fills them at once."""
MAX_DAYS = 32
"""Distinct days kept: the score stops rising long before."""

LEAST_INTERVAL = 10
"""Minutes between sights that count as a rhythm: below that one visit's retries and page loads look regular."""
SLACK = 0.05
"""Share by which two intervals may differ and still be equal (at least a minute, the resolution of the times)."""


class Times:
    """Distinct minutes and days of sights."""

    __slots__ = ("days", "first", "last", "minutes")

    def __init__(self) -> None:
        self.minutes: list[int] = []
        self.days: list[int] = []
        self.first = 1 << 63
        self.last = -1

    def add(self, ts: int) -> None:
        """Take a sight at *ts* nanoseconds since the epoch."""
        keep(self.minutes, ts // MINUTE, MAX_MINUTES)
        keep(self.days, ts // DAY, MAX_DAYS)
        self.first = min(self.first, ts)
        self.last = max(self.last, ts)

    def merge(self, other: "Times") -> None:
        """Take all sights of *other*."""
        for minute in other.minutes:
            keep(self.minutes, minute, MAX_MINUTES)
        for day in other.days:
            keep(self.days, day, MAX_DAYS)
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)

    def day_count(self) -> int:
        """Number of days (UTC) with a sight; two sides of one midnight are one day: days count half a day apart."""
        return min(len(self.days), 1 + max(0, self.last - self.first) // HALF_DAY)

    def interval(self) -> int:
        """Minutes between three sights in step, the shortest such step; 0 when there is none.

        Three sights whatever lies between them: further sights never undo a rhythm once seen.
        """
        best = 0
        for i, start in enumerate(self.minutes):
            for middle in self.minutes[i + 1 :]:
                step = middle - start
                if step >= LEAST_INTERVAL and (not best or step < best) and self._has_near(middle + step, step):
                    best = step
        return best

    def keeps(self, step: int) -> bool:
        """True when at least half of the gaps between the kept minutes are of *step* minutes: it is the rhythm."""
        slack = max(1, int(step * SLACK))
        gaps = [later - earlier for earlier, later in pairwise(self.minutes)]
        return 2 * sum(abs(gap - step) <= slack for gap in gaps) >= len(gaps)

    def _has_near(self, minute: int, step: int) -> bool:
        slack = max(1, int(step * SLACK))
        at = bisect_left(self.minutes, minute - slack)
        return at < len(self.minutes) and self.minutes[at] <= minute + slack


def keep(ordered: list[int], value: int, limit: int) -> None:
    """Put *value* into *ordered* unless it is there; of more than *limit* values the smallest stay."""
    if ordered and ordered[-1] == value:
        return
    at = bisect_left(ordered, value)
    if at >= limit or (at < len(ordered) and ordered[at] == value):
        return
    insort(ordered, value)
    del ordered[limit:]

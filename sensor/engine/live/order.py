"""Order: frames of several taps are read in the order of their times, for an answer may come in on another tap than its question.

The kernel hands frames over block by block, and one tap's sooner than another's. So the frames of a tap wait until the others
have handed over theirs of that time: until frames of a later time are there, or `HOLD_NS` has passed.
"""

import time
from collections.abc import Callable, Sequence

from sensor.capture.af_packet.ring import RETIRE_OF_SEVERAL_MS
from sensor.engine.live.intake import Intake
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot

MILLISECOND = 1_000_000
HOLD_NS = (2 * RETIRE_OF_SEVERAL_MS + 20) * MILLISECOND
"""Age at which a frame was handed over, whatever its tap: `RETIRE_MS` says why twice, and the rest is for a late timer."""
MAX_HELD_NS = 2 * HOLD_NS
"""How long nothing is read at most while frames wait: where a card's clock, or one that was set, is ahead of ours."""
MAX_PARTS = 10_000
"""Read before the main process is heard; each is a frame or more."""


class InOrder:
    """The taps of one worker, where there are several."""

    def __init__(
        self,
        intakes: Sequence[Intake],
        clock: Callable[[], int] = time.time_ns,
        steady: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        """*clock* is that of the frames, *steady* one that is never set."""
        self.intakes = intakes
        self.clock = clock
        self.steady = steady
        self.last = 0
        """Time of the last frame that was read, 0 before the first."""
        self.held_since: int | None = None
        """Since when nothing is read though something waits."""

    def take(self, reading: Reading, send: Callable[[Lot], None]) -> float:
        """Read what may be read by now; return the seconds until more may, 0.0 where nothing is held."""
        for _ in range(MAX_PARTS):
            waiting = [intake for intake in self.intakes if intake.waits(reading, send)]
            if not waiting:
                self.held_since = None
                return 0.0
            first = min(waiting, key=lambda intake: intake.time)
            limit = min((intake.time for intake in waiting if intake is not first), default=None)
            handed_over = self.clock() - HOLD_NS
            if first.presses:  # rather out of order, and faster, than not at all
                self.held_since = limit = None
            elif len(waiting) == len(self.intakes):
                self.held_since = None
            elif first.time <= handed_over:
                self.held_since = None
                limit = handed_over if limit is None else min(limit, handed_over)
            elif not self.too_long():
                return min(first.time - handed_over, HOLD_NS) / 1e9
            self.last = first.time
            first.read(reading, limit)
        return 0.0

    def too_long(self) -> bool:
        """True when frames have waited for so long that their times cannot be right."""
        now = self.steady()
        if self.held_since is None:
            self.held_since = now
        return now - self.held_since >= MAX_HELD_NS

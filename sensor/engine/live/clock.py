"""The clocks: the only place of live sensing that asks what time it is."""

import time
from collections.abc import Callable
from typing import NamedTuple

SECOND = 1_000_000_000
JUMP = 2 * SECOND
"""Difference between the two clocks from which on somebody set the time."""


class Clock(NamedTuple):
    """Timers go by *steady*, which nobody can set; *wall* is only written down."""

    steady: Callable[[], int] = time.monotonic_ns
    """Nanoseconds of a clock that only goes forward."""
    wall: Callable[[], int] = time.time_ns
    """Nanoseconds since the epoch, as far as this machine knows."""

    def now(self) -> "Moment":
        """Ask both."""
        return Moment(self.steady(), self.wall())


class Moment(NamedTuple):
    """What both clocks say."""

    steady: int
    wall: int


class Jumps:
    """Notices that somebody set the time, by the two clocks."""

    def __init__(self, now: Moment) -> None:
        self._before = now

    def look(self, now: Moment) -> str:
        """Return how far the time was set since the last look, empty if it was not."""
        jumped = (now.wall - self._before.wall) - (now.steady - self._before.steady)
        self._before = now
        if abs(jumped) < JUMP:
            return ""
        return f"the clock was set {'ahead' if jumped > 0 else 'back'} by {abs(jumped) / SECOND:.1f} s"

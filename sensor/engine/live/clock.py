"""The clocks: the only place of live sensing that asks what time it is."""

import time
from collections.abc import Callable
from typing import NamedTuple


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

"""Delivery: takes letters to every output, each at its own pace; how far each has come is remembered (`letters`)."""

import time
from collections.abc import Sequence
from typing import Protocol

import msgspec

from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.letters import Letters

LAST_SECONDS = 10
"""Given to the outputs to take the rest when the sensor stops; what they do not take waits in the state."""


class OutputCounts(msgspec.Struct, frozen=True):
    """How an output is doing."""

    name: str
    waiting: int
    lost: int
    """Alerts that it never got because too many waited."""
    events_dropped: int
    """Events, not alerts, that it could not take."""
    trouble: str
    """Why nothing goes through at the moment."""


class Channel(Protocol):
    """One output."""

    name: str
    dropped: int
    """Events that were not written."""

    @property
    def trouble(self) -> str:
        """Why nothing goes through at the moment; empty while it does."""

    @property
    def held(self) -> bool:
        """True while something was taken for it that it has not written, beside what waits in the letters."""

    def pump(self, letters: Letters, at: Moment, /) -> None:
        """Send what is waiting, as far as it is taken now."""

    def event(self, line: bytes, at: Moment, /) -> None:
        """Write an event beside the alerts; one that is not taken is counted and gone."""

    def reopen(self) -> None:
        """Open anew what somebody may have moved away."""

    def close(self) -> None:
        """Let go."""


class Delivery:
    """All outputs of a run."""

    def __init__(self, letters: Letters, channels: Sequence[Channel]) -> None:
        self.letters = letters
        self.channels: list[Channel] = []
        self.replace(channels)

    def replace(self, channels: Sequence[Channel]) -> None:
        """Deliver to *channels* from now on."""
        for old in self.channels:
            old.close()
        self.channels = list(channels)
        self.letters.register([channel.name for channel in channels])
        for channel in channels:
            if isinstance(channel, FileChannel):
                channel.recover(self.letters)

    @property
    def busy(self) -> bool:
        """True while an output has not got everything."""
        return any(channel.held or self.letters.waits(channel.name) for channel in self.channels)

    def pump(self, at: Moment) -> None:
        """Send what is waiting everywhere."""
        for channel in self.channels:
            channel.pump(self.letters, at)

    def event(self, line: bytes, at: Moment) -> None:
        """Write an event wherever events go."""
        for channel in self.channels:
            channel.event(line, at)

    def reopen(self) -> None:
        """Open everything anew."""
        for channel in self.channels:
            channel.reopen()

    def counts(self) -> list[OutputCounts]:
        """Return how the outputs are doing."""
        return [
            OutputCounts(
                channel.name,
                self.letters.left(channel.name),
                self.letters.lost(channel.name),
                channel.dropped,
                channel.trouble,
            )
            for channel in self.channels
        ]

    def close(self, clock: Clock) -> int:
        """Give the outputs a last chance; return how many letters the worst of them leaves in the state."""
        until = clock.steady() + LAST_SECONDS * 1_000_000_000
        self.pump(clock.now())
        while clock.steady() < until and any(
            self.letters.left(c.name) and not self._hopeless(c) for c in self.channels
        ):
            time.sleep(0.05)
            self.pump(clock.now())
        left = max((self.letters.left(channel.name) for channel in self.channels), default=0)
        for channel in self.channels:
            channel.close()
        return left

    def _hopeless(self, channel: Channel) -> bool:
        """True for a file: what the disk does not take now it will not take within seconds."""
        return isinstance(channel, FileChannel)

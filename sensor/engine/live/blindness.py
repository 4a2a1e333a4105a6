"""Blindness: when the sensor could not see is an alert, but a tap that flaps is not a thousand of them."""

import msgspec

from sensor.engine.live.messages import BlindEvent

SECOND = 1_000_000_000
PAUSE = 60 * SECOND
"""Least time between two alerts of one kind about one interface; what happens in between is told together."""
MAX_KINDS = 1024
"""Pairs of kind and interface remembered; a sensor has a handful of each."""


class Blindness:
    """Decides what of the events is told now."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], int] = {}
        self._pending: dict[tuple[str, str], BlindEvent] = {}

    def take(self, event: BlindEvent, now: int) -> list[BlindEvent]:
        """Return what is to be told of *event* at once; the rest comes with `due`."""
        key = event.kind, event.interface
        held = self._pending.get(key)
        self._pending[key] = event if held is None else together(held, event)
        if len(self._pending) > MAX_KINDS:
            return self.due(now, everything=True)
        return self.due(now)

    def due(self, now: int, *, everything: bool = False) -> list[BlindEvent]:
        """Return what has waited long enough; *now* is of a clock that only goes forward."""
        found = [key for key in self._pending if everything or now - self._told.get(key, now - PAUSE) >= PAUSE]
        if len(self._told) > MAX_KINDS:
            self._told.clear()
        for key in found:
            self._told[key] = now
        return [self._pending.pop(key) for key in found]


def together(one: BlindEvent, other: BlindEvent) -> BlindEvent:
    """Return both as one event, which lasts if the later one does."""
    until = None if other.until is None else max(other.until, one.until or 0)
    return msgspec.structs.replace(
        other, since=min(one.since, other.since), until=until, frames=one.frames + other.frames
    )

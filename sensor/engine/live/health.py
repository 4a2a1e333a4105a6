"""Health of the taps: one that went silent, or that shows one direction only, is said as blindness."""

from sensor.engine.live.messages import BlindEvent, LiveStats

SECOND = 1_000_000_000
ENOUGH_FRAMES = 1_000
"""Before that many frames nothing is said about directions."""


class Watched:
    """One interface as it was when its frames last went up."""

    def __init__(self, frames: int, now: int, wall: int) -> None:
        self.frames = frames
        self.at = now
        self.wall = wall
        self.silent = False


class Health:
    """Looks at the counters. *seconds* of silence are said; 0 never."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self._taps: dict[str, Watched] = {}
        self._began: int | None = None
        self._one_sided = 0
        """Since when it was said, nanoseconds since the epoch; 0: it is not."""

    def look(self, stats: LiveStats, now: int) -> list[BlindEvent]:
        """Return what began or ended. *now* is of a clock that only goes forward."""
        if self._began is None:
            self._began = now
        return [*self._silence(stats, now), *self._sides(stats, now)]

    def _silence(self, stats: LiveStats, now: int) -> list[BlindEvent]:
        frames: dict[str, int] = {}
        down = set()
        for tap in stats.taps:
            frames[tap.interface] = frames.get(tap.interface, 0) + tap.frames + tap.bypassed
            if not tap.up:
                down.add(tap.interface)  # said by the loop itself
        found = []
        for interface, count in frames.items():
            tap_now = self._taps.setdefault(interface, Watched(count, now, stats.ts))
            if count != tap_now.frames or interface in down:
                if tap_now.silent:
                    found.append(silence(interface, tap_now.wall, stats.ts, self.seconds))
                self._taps[interface] = Watched(count, now, stats.ts)
            elif self.seconds and not tap_now.silent and now - tap_now.at >= self.seconds * SECOND:
                tap_now.silent = True
                found.append(silence(interface, tap_now.wall, None, self.seconds))
        return found

    def _sides(self, stats: LiveStats, now: int) -> list[BlindEvent]:
        assert self._began is not None
        if stats.two_sided:
            if not self._one_sided:
                return []
            since, self._one_sided = self._one_sided, 0
            return [one_sided(since, stats.ts)]
        waited = self.seconds and now - self._began >= self.seconds * SECOND
        if waited and not self._one_sided and stats.frames >= ENOUGH_FRAMES:
            self._one_sided = stats.started
            return [one_sided(stats.started, None)]
        return []


def silence(interface: str, since: int, until: int | None, seconds: int) -> BlindEvent:
    """Return that no frame came."""
    what = f"no frame came from {interface} for {seconds} s" if until is None else f"{interface} has frames again"
    return BlindEvent(kind="silent", interface=interface, since=since, until=until, what=what)


def one_sided(since: int, until: int | None) -> BlindEvent:
    """Return that answers are missing."""
    what = "no conversation shows both its directions: outcomes stay unknown"
    if until is not None:
        what = "both directions are seen again"
    return BlindEvent(kind="one_sided", interface="", since=since, until=until, what=what)

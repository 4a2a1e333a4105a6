"""Lookout: what the taps themselves tell: interfaces that go down, go away and come back, and frames that the kernel drops."""

import time
from collections.abc import Callable, Sequence

import msgspec

from sensor.capture import InputError
from sensor.capture.af_packet.interface import Presence
from sensor.engine.live.crew import Post
from sensor.engine.live.messages import BlindEvent, TapStats
from sensor.engine.live.meters import BYTES, FRAMES, LAST
from sensor.engine.live.taps import AnyWire

KINDS = {Presence.DOWN: "interface_down", Presence.GONE: "interface_gone"}
WORDS = {Presence.DOWN: "went down", Presence.GONE: "is gone"}


class Lookout:
    """Watches the wires. *blind* is told of times without sight, *renew* of a tap whose workers need a new ring."""

    def __init__(
        self, wires: Sequence[AnyWire], blind: Callable[[BlindEvent], None], renew: Callable[[int], None]
    ) -> None:
        self.wires = wires
        self.blind = blind
        self.renew = renew
        self.away: dict[str, BlindEvent] = {}
        """By the interface that is not there."""
        self.dropping: dict[str, BlindEvent] = {}
        """By the interface whose ring runs over."""
        self.failed: set[str] = set()
        """Interfaces that are there again, and cannot be listened on."""

    def look(self) -> None:
        """Look at all interfaces."""
        for tap, wire in enumerate(self.wires):
            found = wire.look()
            if found is Presence.GONE and wire.returned():
                self.reopen(tap, wire)
                found = wire.look()
            if found is not wire.presence:
                wire.presence = found
                self.changed(wire)

    def reopen(self, tap: int, wire: AnyWire) -> None:
        """Listen on an interface that came back."""
        try:
            if wire.open_again():
                self.renew(tap)
            self.failed.discard(wire.name)
        except (OSError, InputError) as error:
            if wire.name not in self.failed:
                self.failed.add(wire.name)
                what = f"{wire.name} is there again and cannot be listened on: {error}. Restart the program."
                self.blind(msgspec.structs.replace(self.away[wire.name], what=what))

    def changed(self, wire: AnyWire) -> None:
        """Tell that an interface is not as it was."""
        now = time.time_ns()
        before = self.away.pop(wire.name, None)
        if before is not None:
            self.blind(msgspec.structs.replace(before, until=now))
        if wire.presence is not Presence.UP:
            event = BlindEvent(
                kind=KINDS[wire.presence],
                interface=wire.name,
                since=now,
                until=None,
                what=f"{wire.name} {WORDS[wire.presence]}.",
            )
            self.away[wire.name] = event
            self.blind(event)

    def count(self, since: int, now: int) -> None:
        """Add up the kernel's counters; tell of drops when they begin and when they end."""
        for wire in self.wires:
            dropped = wire.count_up()
            before = self.dropping.get(wire.name)
            if dropped:
                frames = dropped + (before.frames if before else 0)
                event = BlindEvent(
                    kind="drops",
                    interface=wire.name,
                    since=before.since if before else since,
                    until=None,
                    what=f"{wire.name}: the kernel dropped {frames} frames, for the ring was full.",
                    frames=frames,
                )
                self.dropping[wire.name] = event
                if before is None:
                    self.blind(event)
            elif before is not None:
                self.blind(msgspec.structs.replace(self.dropping.pop(wire.name), until=now))

    def end(self, now: int) -> None:
        """Nothing is listened to any more, so nothing is dropped any more."""
        for event in self.dropping.values():
            self.blind(msgspec.structs.replace(event, until=now))
        self.dropping.clear()

    def stats(self, posts: Sequence[Post]) -> tuple[TapStats, ...]:
        """Return the counters of each tap."""
        return tuple(
            TapStats(
                interface=wire.name,
                worker=post.number,
                up=wire.presence is Presence.UP,
                frames=post.meters[tap][FRAMES],
                bytes=post.meters[tap][BYTES],
                received=wire.totals[post.number].received,
                dropped=wire.totals[post.number].dropped,
                freezes=wire.totals[post.number].freezes,
                bypassed=wire.bypassed(post.number).frames,
                bypassed_bytes=wire.bypassed(post.number).bytes,
                lost=post.lost[tap],
                last=post.meters[tap][LAST],
            )
            for tap, wire in enumerate(self.wires)
            for post in posts
        )

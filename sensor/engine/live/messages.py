"""What the main loop of live sensing tells its listener: the contract between the taps and the desk.

The loop lives in the main process, calls the listener from one thread, and never waits for anything but its workers; a
listener must not wait either. All times are nanoseconds since the epoch; those of observations come from the packets,
the others from the system's clock.
"""

from collections.abc import Callable
from typing import Protocol

import msgspec

from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import Coverage, InputReport
from sensor.model.signature import SignatureSet


class Plan(msgspec.Struct, frozen=True):
    """What the workers look for."""

    signatures: SignatureSet
    search_suffixes: tuple[str, ...] = ()


class TapStats(msgspec.Struct, frozen=True, kw_only=True):
    """One interface as one worker reads it. Counts go up from the start of the program, across restarts of the worker."""

    interface: str
    worker: int
    up: bool
    """The interface is there and up."""
    frames: int
    """Taken out of the ring and read."""
    bytes: int
    received: int
    """What the kernel's filter let pass: frames read, dropped, lost with a worker, or waiting in the ring."""
    dropped: int
    """By the kernel, because the ring was full."""
    freezes: int
    """Times that the ring was found full."""
    bypassed: int = 0
    """Not handed over, as nothing more is wanted of their conversations; beside those received."""
    bypassed_bytes: int = 0
    lost: int
    """Handed back unread, because the worker had died over them more than once."""
    last: int
    """Time of the last frame, 0 before the first."""


class LiveStats(msgspec.Struct, frozen=True, kw_only=True):
    """What all taps came to so far."""

    ts: int
    started: int
    taps: tuple[TapStats, ...]
    """By interface, then worker; a directory is one tap, under its path."""
    coverage: Callable[[], Coverage]
    """Adds up what all taps and workers saw so far, as in a report of `scan`: only who shows it asks."""
    restarts: int
    """Workers that died and were started again."""
    two_sided: bool
    """Both directions of some conversation were seen."""

    @property
    def frames(self) -> int:
        """Frames of all taps, bypassed ones as well."""
        return sum(tap.frames + tap.bypassed for tap in self.taps)


class BlindEvent(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which the sensor could not see, or lost what it saw."""

    kind: str
    """``interface_down``, ``interface_gone``, ``worker_died``, ``drops``, ``file_unreadable``."""
    interface: str
    """The interface or directory; empty: all of them."""
    since: int
    until: int | None
    """None while it lasts; the same event follows with the end filled in."""
    what: str
    """One sentence."""
    frames: int = 0
    """Frames that are known to be lost."""


class Listener(Protocol):
    """Who takes what is seen: the desk."""

    def matched(self, observation: Observation, matches: list[Match]) -> None:
        """Take an observation that signatures want.

        `Observation.source` is the index of its tap in `opened`; of a directory the number of its file, from 0 in the
        order of `file_started`.
        """

    def seen(self, observation: Observation) -> None:
        """Take one that none wants and that tells who is who: neighbours, requests of proxies."""

    def outcome(self, outcome: FlowOutcome) -> None:
        """Take what became of a conversation. It may come again for the same one, once more is known."""

    def stats(self, stats: LiveStats) -> None:
        """Take the counters, every `TapOptions.stats_seconds`, and once more at the end."""

    def blind(self, event: BlindEvent) -> None:
        """Take a time without sight."""

    def opened(self, taps: tuple[str, ...]) -> None:
        """All taps are open, privileges are dropped, workers run. *taps*: interfaces, or the directory."""

    def file_started(self, path: str) -> None:
        """Observations from now on come from the file at *path* (directory mode)."""

    def file_done(self, report: InputReport) -> None:
        """Everything in a file was read and told (directory mode)."""

    def pause(self) -> float:
        """Return after how many seconds a `tick` is wanted, if no other comes before; 0 or less: soon."""

    def tick(self, now: int) -> bool:
        """Do what is due, once a second or when `pause` says so; true to ask for `reload`, where a watched file changed."""

    def reload(self) -> Plan | None:
        """Load signatures and configuration again (SIGHUP, or `tick` said so); None keeps what is in use."""

    def close(self) -> None:
        """Everything was told: write it all out."""


class FileState(Protocol):
    """Which files of a directory were read already, kept across restarts."""

    def taken(self, name: str, inode: int, size: int, digest: str) -> bool:
        """True when this file was read to its end; *digest* is of its first bytes and tells it under another name too."""

    def take(self, name: str, inode: int, size: int, digest: str) -> None:
        """Remember that it was, after everything in it was told."""

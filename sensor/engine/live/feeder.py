"""Feeder: hands the files of a directory to the worker, one after the other, each once."""

import os
import time
from collections import deque
from collections.abc import Callable

import msgspec

from sensor.engine.live.directory import Directory, Found
from sensor.engine.live.messages import BlindEvent, Listener, TapStats
from sensor.engine.live.wire import FileDone, FromWorker, Lot, Read
from sensor.model.report import InputReport

LOOK_SECONDS = 1.0
"""Between two looks at the directory; a file must stay as it is for that long before it is taken for complete."""
MAX_DEATHS = 2
"""Workers that may die over one file before it is left."""


class Feeder:
    """The files that wait, and the one in hand."""

    def __init__(self, directory: Directory, listener: Listener, tell: Callable[[Read], None]) -> None:
        self.directory = directory
        self.listener = listener
        self.tell = tell
        self.waiting: deque[Found] = deque()
        self.current: Found | None = None
        self.source = -1
        """Number of the file in hand, from 0 in the order of reading."""
        self.skip = 0
        """Frames of it that were told already."""
        self.deaths = 0
        self.due = 0.0
        self.away: BlindEvent | None = None
        """The folder is not there."""
        self.read: dict[tuple[int, str], int] = {}
        """Frames that were read of a file, in case it grows after all."""
        self.frames = 0
        self.bytes = 0
        self.last = 0

    def tend(self) -> None:
        """Look at the directory when that is due; hand the next file out when none is in hand."""
        if time.monotonic() >= self.due and not self.waiting and self.current is None:
            self.due = time.monotonic() + LOOK_SECONDS
            self.look(time.time_ns())
        if self.current is None and self.waiting:
            self.current = self.waiting.popleft()
            self.source += 1
            self.deaths = 0
            self.skip = self.read.get((self.current.inode, self.current.digest), 0)
            self.listener.file_started(self.current.path)
            self.order(self.current)

    def look(self, now: int) -> None:
        """Look what is there; tell of what cannot be read, when that begins, and of the folder also when it ends."""
        trouble = self.directory.trouble
        if bool(trouble) != (self.away is not None):
            if self.away is None:
                self.away = BlindEvent(
                    kind="interface_gone", interface=self.directory.path, since=now, until=None, what=trouble
                )
                self.listener.blind(self.away)
            else:
                self.listener.blind(msgspec.structs.replace(self.away, until=now))
                self.away = None
        before = self.directory.refused
        self.waiting.extend(self.directory.look(now))
        for path, reason in self.directory.refused.items():
            if path not in before:
                what = f"{path}: {reason}"
                self.listener.blind(
                    BlindEvent(kind="file_unreadable", interface=path, since=now, until=None, what=what)
                )

    def order(self, file: Found) -> None:
        """Have *file* read behind the frames that were told."""
        self.tell(Read(file.path, self.source, self.skip))

    def take(self, message: FromWorker) -> None:
        """Note how far the worker is."""
        if self.current is None:
            return
        if isinstance(message, Lot) and message.frames:
            self.skip = message.frames
        elif isinstance(message, FileDone):
            self.finish(message.report)

    def finish(self, report: InputReport) -> None:
        """The file in hand was read as far as it can be."""
        file, self.current = self.current, None
        assert file is not None
        self.frames += max(report.frames - self.read.get((file.inode, file.digest), 0), 0)
        self.bytes += report.bytes
        self.last = report.last or self.last
        self.read[file.inode, file.digest] = report.frames
        self.listener.file_done(report)
        if not report.complete:
            now = time.time_ns()
            self.listener.blind(
                BlindEvent(
                    kind="file_unreadable", interface=file.path, since=file.first, until=now, what=report.error or ""
                )
            )
        self.directory.done(file)

    def stats(self) -> TapStats:
        """Return the counters of the files that were read, as if the directory were an interface that drops nothing."""
        return TapStats(
            interface=self.directory.path,
            worker=0,
            up=os.path.isdir(self.directory.path),
            frames=self.frames,
            bytes=self.bytes,
            received=self.frames,
            dropped=0,
            freezes=0,
            lost=0,
            last=self.last,
        )

    def replaced(self) -> None:
        """Another worker took the place of one that died: it goes on where that one was, unless the file kills."""
        if self.current is None:
            return
        self.deaths += 1
        if self.deaths >= MAX_DEATHS:
            error = f"{self.current.path}: {self.deaths} workers died over it; the rest is not read"
            self.finish(InputReport(self.current.path, frames=self.skip, complete=False, error=error))
        else:
            self.order(self.current)

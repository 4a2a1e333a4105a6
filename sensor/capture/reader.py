"""Reader: drives a walker over a window, and says in words what was wrong. One subclass for each format."""

from typing import Protocol

from sensor.capture.errors import Damage, Ended
from sensor.capture.limits import MAX_PROBLEMS, MAX_RESYNCS, RESYNC_WINDOW
from sensor.capture.window import Window
from sensor.model.report import InputReport
from sensor.wire.batch import Batch
from sensor.wire.buffer import Buffer


class Walker(Protocol):
    """Finds the frames in a block of bytes; the compiled part of a reader."""

    status: int
    need: int
    bytes: int
    """Bytes of all frames so far."""
    first: int
    last: int
    """Earliest and latest time so far in nanoseconds, -1 before the first."""

    def walk(self, batch: Batch, data: Buffer, pos: int, end: int) -> int:
        """Add the frames of ``data[pos:end]`` to *batch* and return where it stopped; ``status`` says why."""


class Reader:
    """Reads the frames of one input and keeps its report."""

    walker: Walker
    unit = "record"
    """What the format calls the thing that holds a frame."""

    def __init__(self, window: Window, report: InputReport) -> None:
        self.window = window
        self.report = report
        self._problems: list[str] = []
        self._more_problems = 0
        self._resyncs = 0

    def fill(self, batch: Batch) -> bool:
        """Put the next frames in *batch*; False at the end of what can be read."""
        window, walker = self.window, self.walker
        while True:
            batch.start(window.data, self.report.frames + 1)
            window.pos = walker.walk(batch, window.data, window.pos, window.end)
            if batch.count:
                self._count(batch.count)
                return True
            try:
                self.proceed()
            except Damage as damage:
                if not self._step_over(str(damage)):
                    return False
            except Ended:
                return False
            walker = self.walker

    def proceed(self) -> None:
        """Do what the walker asks for at ``window.pos``; raises Damage or Ended. What it does must make progress."""
        raise NotImplementedError

    def next_unit(self) -> int:
        """Return where in the window records go on behind the damage at ``window.pos``, -1 if that is not beyond doubt."""
        raise NotImplementedError

    def bring(self, need: int) -> None:
        """Bring *need* bytes into memory; where the input ends before them, report that and raise Ended."""
        if not self.window.fill(need):
            self.ended(need)
            raise Ended

    def _step_over(self, what: str) -> bool:
        """Go on behind the damage at ``window.pos``; False where that cannot be done. Both are reported."""
        window = self.window
        start = window.offset
        damage = f"the {self.unit} at byte {start} {what}"
        self._resyncs += 1
        if self._resyncs > MAX_RESYNCS:
            self.problem(f"{damage}, after {MAX_RESYNCS} other damaged places; the rest is not read")
            return False
        window.fill(RESYNC_WINDOW)
        pos = self.next_unit()
        if pos < 0:
            self.problem(f"{damage}, and no {self.unit} follows that is beyond doubt; the rest is not read")
            return False
        window.pos = pos
        self.problem(f"{damage}; reading went on at byte {window.offset}, {window.offset - start} bytes are lost")
        return True

    def ended(self, need: int) -> None:
        """Report the end of the input where *need* bytes should stand, unless it is the proper end."""
        window = self.window
        if window.problem:
            self.problem(f"{window.problem}, {window.base + window.end} bytes into the capture")
        elif window.left:
            self.problem(
                f"the file ends inside the {self.unit} at byte {window.offset}: {window.left} of {need} bytes are there"
            )

    def problem(self, sentence: str) -> None:
        """Report that the input is not read to its end, or not whole."""
        if len(self._problems) == MAX_PROBLEMS:
            self._more_problems += 1
        else:
            frames = self.report.frames
            before = f" ({frames} frame{'' if frames == 1 else 's'} read before it)"
            self._problems.append(sentence + before)
        more = [f"and {self._more_problems} more such places"] if self._more_problems else []
        self.report.complete = False
        self.report.error = "; ".join(self._problems + more)

    def _count(self, frames: int) -> None:
        report, walker = self.report, self.walker
        report.frames += frames
        report.bytes = walker.bytes
        if walker.first >= 0:
            report.first, report.last = walker.first, walker.last

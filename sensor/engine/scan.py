"""Scan: inputs one after the other through the pipeline."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from sensor.engine.collect import ObserveSink, OnEvent, ScanSink
from sensor.engine.coverage import make_coverage
from sensor.engine.joined import JoinedReader, overlapping
from sensor.engine.prepare import make_matcher
from sensor.engine.reader import InputReader
from sensor.engine.tally import Tally
from sensor.findings.tracker import Tracker
from sensor.match.payloads import table_of_ports
from sensor.model.finding import Finding
from sensor.model.report import NOT_READ, Coverage, InputReport
from sensor.model.signature import SignatureSet

if TYPE_CHECKING:
    from sensor.engine.jobs import Seen

Progress = Callable[[int, int | None], None]
"""Called with the bytes of all inputs read so far and their total, None where that is not known."""


class ScanOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What to look for, and for whom."""

    signatures: SignatureSet
    home: tuple[str, ...] = ()
    """Home networks (CIDR); empty: the private ranges."""
    search_suffixes: tuple[str, ...] = ()
    observe_all: bool = False
    """Report every observation and match none."""
    payload_ports: tuple[tuple[int, int], ...] = ()
    """Ports (inclusive ranges) on which the first bytes of each side are reported too, when observing."""
    jobs: int = 1
    """Processes that read several inputs at once; the result does not depend on it."""
    cache: Path | None = None
    """Where what takes long to make is kept; None: nowhere."""
    together: str = ""
    """``merged`` or ``continuous`` where the inputs belong together (`sensor.engine.joined`)."""


class ScanResult(msgspec.Struct, kw_only=True):
    """What a run read and found."""

    inputs: list[InputReport]
    coverage: Coverage
    findings: list[Finding]
    signatures: SignatureSet
    interrupted: bool = False


class Scan:
    """One run over several inputs, which are captures independent of each other."""

    def __init__(
        self, inputs: Sequence[str], options: ScanOptions, on_event: OnEvent | None, progress: Progress | None
    ) -> None:
        self.inputs = inputs
        self.options = options
        self.matcher = make_matcher(options.signatures, options.search_suffixes, cache=options.cache)
        if options.payload_ports:
            self.matcher.payloads = table_of_ports(options.payload_ports)
        self.tracker = Tracker(options.signatures, home=options.home or None, paths=lambda source: inputs[source])
        self.sink: ObserveSink | ScanSink = ScanSink(self.matcher, self.tracker, on_event)
        if options.observe_all and on_event is not None:
            self.sink = ObserveSink(on_event)
        self.tally = Tally()
        self.blind: Counter[str] = Counter()
        self.reports: list[InputReport] = []
        self.progress = progress
        self.sizes = [size_of(path) for path in inputs]
        self.total = total_size(inputs)

    def run(self) -> None:
        """Read all inputs, in processes of their own where that was asked for and there are several."""
        if self.options.together:
            self.read_together()
            return
        if self.options.jobs > 1 and len(self.inputs) > 1 and self.total is not None:
            from sensor.engine.jobs import can_fork, read_inputs  # noqa: PLC0415 - one process does without all that

            if can_fork():
                read_inputs(self.inputs, self.options.jobs, self.matcher, self.handle)
                return
        for source, path in enumerate(self.inputs):
            self.read(source, path)

    def read_together(self) -> None:
        """Read all inputs as one, in this process: what belongs together cannot be read apart."""
        reader = JoinedReader(
            self.inputs,
            self.options.together,
            self.matcher,
            self.sink,
            self.tracker.outcome,
            observe_all=self.options.observe_all,
        )
        try:
            reader.run(partial(self.at, 0) if self.progress is not None else None)
        finally:
            self.reports = reader.reports
            self.tally.absorb(reader.tally.counts())
            self.blind.update(reader.blind)

    def read(self, source: int, path: str) -> None:
        """Read one input to its end; what is wrong with it stands in its report."""
        reader = InputReader(
            path, source, self.matcher, self.sink, self.tracker.outcome, observe_all=self.options.observe_all
        )
        try:
            reader.run(partial(self.at, source) if self.progress is not None else None)
        finally:
            self.finish(reader.report, reader.tally.counts(), reader.blind)

    def handle(self, source: int, item: "Seen") -> None:
        """Take what a worker sent."""
        if item.kind == "observed":
            self.sink.observed(item.value)
        elif item.kind == "told":
            self.tracker.outcome(item.value)
        elif item.kind == "progress":
            self.at(source, item.value)
        elif item.kind == "end":
            self.finish(*item.value)
        else:
            error = f"{self.inputs[source]}: could not be read to its end ({item.value})"
            self.finish(InputReport(self.inputs[source], complete=False, error=error), Tally().counts(), {})

    def finish(self, report: InputReport, counts: dict[str, Any], blind: dict[str, int]) -> None:
        """Add what one input came to."""
        self.reports.append(report)
        self.tally.absorb(counts)
        self.blind.update(blind)

    def at(self, source: int, done: int) -> None:
        """Tell the progress: *done* bytes of input *source*, after all of those before it."""
        if self.progress is not None:
            self.progress(sum(size or 0 for size in self.sizes[:source]) + done, self.total)

    def result(self, interrupted: bool) -> ScanResult:
        """Return what was found so far."""
        if not self.options.together:
            self.blind["overlapping_captures"] = overlapping(self.reports)
        unread = [InputReport(path, complete=False, error=NOT_READ) for path in self.inputs[len(self.reports) :]]
        return ScanResult(
            inputs=self.reports + unread,
            coverage=make_coverage(self.tally, self.tracker.home, self.blind),
            findings=[] if self.options.observe_all else self.tracker.findings(),
            signatures=self.options.signatures,
            interrupted=interrupted,
        )


def scan(
    inputs: Sequence[str],
    options: ScanOptions,
    on_event: OnEvent | None = None,
    progress: Progress | None = None,
) -> ScanResult:
    """Read *inputs* (paths, or ``-``) and return findings and coverage.

    *on_event* is called for every observation when observing, for every matched one otherwise. A KeyboardInterrupt ends
    the run early; what was found before it is returned.
    """
    run = Scan(inputs, options, on_event, progress)
    try:
        run.run()
    except KeyboardInterrupt:
        return run.result(interrupted=True)
    return run.result(interrupted=False)


def size_of(path: str) -> int | None:
    """Bytes of the file at *path*; None where it is not a plain file."""
    return os.path.getsize(path) if path != "-" and os.path.isfile(path) else None


def total_size(inputs: Sequence[str]) -> int | None:
    """Bytes of all inputs, None where one is not a plain file."""
    sizes = [size_of(path) for path in inputs]
    return None if None in sizes else sum(size or 0 for size in sizes)

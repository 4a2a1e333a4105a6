"""Scan: inputs one after the other through the pipeline."""

import os
import secrets
from collections.abc import Callable, Sequence

import msgspec

from sensor.capture import InputError, open_source
from sensor.engine.collect import ObserveSink, OnEvent, ScanSink
from sensor.engine.coverage import make_coverage
from sensor.engine.observer import Observer
from sensor.engine.pipeline import Pipeline
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.tcp import TcpReader
from sensor.engine.watch import Watch
from sensor.findings.tracker import Tracker
from sensor.flows.consts import FLOW_SEEN_0, FLOW_SEEN_1, FLOW_TCP
from sensor.flows.table import FlowTable
from sensor.match.matcher import Matcher
from sensor.model.finding import Finding
from sensor.model.report import Coverage, InputReport
from sensor.model.signature import SignatureSet

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


class ScanResult(msgspec.Struct, kw_only=True):
    """What a run read and found."""

    inputs: list[InputReport]
    coverage: Coverage
    findings: list[Finding]
    signatures: SignatureSet
    interrupted: bool = False


class Scan:
    """One run over several inputs, which are captures independent of each other."""

    def __init__(self, inputs: Sequence[str], options: ScanOptions, on_event: OnEvent | None) -> None:
        self.inputs = inputs
        self.options = options
        self.matcher = Matcher(options.signatures, search_suffixes=options.search_suffixes)
        self.tracker = Tracker(options.signatures, home=options.home or None, paths=lambda source: inputs[source])
        self.tally = Tally()
        sink = (
            ObserveSink(on_event)
            if options.observe_all and on_event is not None
            else ScanSink(self.matcher, self.tracker, on_event)
        )
        self.observer = Observer(
            sink, self.tally, self.matcher.names, self.matcher.servers, self.matcher.wants_http, options.observe_all
        )
        self.blind = {"one_sided": 0, "fragments_incomplete": 0, "flows_evicted": 0}
        self.reports: list[InputReport] = []
        self.done = 0
        self.total = total_size(inputs)

    def read(self, path: str, progress: Progress | None) -> None:
        """Read one input to its end; what is wrong with it stands in its report."""
        self.observer.source = len(self.reports)
        try:
            source = open_source(path)
        except InputError as error:
            self.reports.append(InputReport(path, complete=False, error=str(error)))
            return
        self.reports.append(source.report)
        pipeline = self.new_pipeline()
        try:
            for batch in source.batches():
                pipeline.batch(batch)
                if progress is not None:
                    progress(self.done + source.position()[0], self.total)
        finally:
            pipeline.flush()
            self.count(pipeline)
            self.done += source.position()[0]

    def new_pipeline(self) -> Pipeline:
        """Return a pipeline that knows of no conversation yet; its own seed keeps the keys of inputs apart."""
        table = FlowTable()
        tcp = TcpReader(table, self.observer, self.tally, Watch(self.tracker.outcome), Streams())
        return Pipeline(self.observer, tcp, table, self.tally, secrets.randbits(64))

    def count(self, pipeline: Pipeline) -> None:
        """Add what is known only once an input is read."""
        sides = FLOW_TCP | FLOW_SEEN_0 | FLOW_SEEN_1
        table = pipeline.table
        self.blind["one_sided"] += (
            pipeline.one_sided + table.tally(FLOW_TCP | FLOW_SEEN_0, sides) + table.tally(FLOW_TCP | FLOW_SEEN_1, sides)
        )
        self.blind["fragments_incomplete"] += pipeline.fragments.incomplete
        self.blind["flows_evicted"] += table.evictions

    def result(self, interrupted: bool) -> ScanResult:
        """Return what was found so far."""
        return ScanResult(
            inputs=self.reports,
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
    run = Scan(inputs, options, on_event)
    try:
        for path in inputs:
            run.read(path, progress)
    except KeyboardInterrupt:
        return run.result(interrupted=True)
    return run.result(interrupted=False)


def total_size(inputs: Sequence[str]) -> int | None:
    """Bytes of all inputs, None where one is not a plain file."""
    total = 0
    for path in inputs:
        if path == "-" or not os.path.isfile(path):
            return None
        total += os.path.getsize(path)
    return total

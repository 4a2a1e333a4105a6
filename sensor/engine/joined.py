"""Several inputs through one pipeline: conversations go on from one capture to the next, or are spread over several.

Merged inputs were captured at one time in several places: their frames are taken in the order of time. Continuous ones are
the rotated files of one tap, read one behind the other. Frames keep the path and number that they have in their input.
"""

import heapq
from collections.abc import Callable, Iterator, Sequence

from sensor.capture import InputError, open_source, probe_first_time
from sensor.capture.source import Source
from sensor.engine.assembly import assemble, blind_counts
from sensor.engine.emitter import Sink
from sensor.engine.tally import Tally
from sensor.engine.unread import tell_unread_links
from sensor.match.matcher import Matcher
from sensor.model.outcome import FlowOutcome
from sensor.model.report import NOT_READ, InputReport
from sensor.wire.batch import Batch

MERGED = "merged"
CONTINUOUS = "continuous"
INTERRUPTED = "interrupted here"

MAX_OPEN = 32
"""Captures read at once, half a megabyte each (more where they are packed). Of more that overlap, the others wait for one to end."""


class Lane:
    """One input that is being read: its batch in hand, and the next frame of it."""

    def __init__(self, number: int, source: Source) -> None:
        self.number = number
        self.source = source
        self.batches: Iterator[Batch] = source.batches()
        self.batch: Batch | None = None
        self.at = 0
        self.time = 0
        """Of the next frame. Where a capture's clock jumps back, the time before that: its frames keep their order."""

    def advance(self, to: int) -> bool:
        """Go on to frame *to* of the batch, or to the next batch; False at the end of the input."""
        self.at = to
        if self.batch is None or to >= self.batch.count:
            self.batch = next(self.batches, None)
            self.at = 0
        if self.batch is None:
            return False
        self.time = max(self.time, self.batch.ts[self.at])
        return True

    def until(self, limit: int | None) -> int:
        """Return the index behind the last frame that comes no later than *limit* (None: the whole batch)."""
        assert self.batch is not None
        end = self.batch.count
        if limit is None:
            return end
        times = self.batch.ts
        for at in range(self.at + 1, end):
            if times[at] > limit:
                return at
        return end


class JoinedReader:
    """Reads *inputs* as one; ``reports``, in their order, ``tally`` and ``blind`` say at any time what was read so far."""

    def __init__(
        self,
        inputs: Sequence[str],
        how: str,
        matcher: Matcher,
        sink: Sink,
        told: Callable[[FlowOutcome], object],
        *,
        observe_all: bool,
    ) -> None:
        self.reports = [InputReport(path, complete=False, error=NOT_READ) for path in inputs]
        self.how = how
        self.tally = Tally()
        self.blind: dict[str, int] = {}
        self.pipeline = assemble(matcher, sink, told, self.tally, observe_all=observe_all)
        self.lanes: list[tuple[int, int, Lane]] = []
        """Those that are open, as a heap: the one with the earliest frame first."""
        self.done = 0
        """Bytes of the files that are read to their end."""

    def run(self, progress: Callable[[int], None] | None) -> None:
        """Read all to their ends; *progress* is told the bytes of all files read so far, now and then."""
        try:
            for done in self.merged() if self.how == MERGED else self.in_turn():
                if progress is not None:
                    progress(done)
        except KeyboardInterrupt:
            for report in self.reports:
                if not report.complete and report.error is None:
                    report.error = INTERRUPTED
            raise
        finally:
            self.pipeline.flush()
            self.blind = blind_counts(self.pipeline)
            for number, report in enumerate(self.reports):
                tell_unread_links(report, number, self.pipeline.unread_links)

    def in_turn(self) -> Iterator[int]:
        """Read one input behind the other; yield the bytes read so far after each batch."""
        for number in range(len(self.reports)):
            lane = self.open(number)
            while lane is not None:
                end = self.take(lane, None)
                yield self.done + lane.source.position()[0]
                if not self.go_on(lane, end):
                    break

    def merged(self) -> Iterator[int]:
        """Read all inputs in the order of time, each from its first frame on; yield the bytes read so far after each batch."""
        starts = [probe_first_time(report.path) for report in self.reports]
        # What cannot be probed (a pipe, nothing at all) is opened at once, and last in the list to be popped.
        waiting = sorted(((start or 0, number) for number, start in enumerate(starts)), reverse=True)
        while waiting or self.lanes:
            while waiting and (not self.lanes or waiting[-1][0] <= self.lanes[0][0]) and len(self.lanes) < MAX_OPEN:
                lane = self.open(waiting.pop()[1])
                if lane is not None:
                    heapq.heappush(self.lanes, (lane.time, lane.number, lane))
            if not self.lanes:
                continue
            lane = heapq.heappop(self.lanes)[2]
            end = self.take(lane, self.limit(waiting))
            finished = lane.batch is None or end >= lane.batch.count
            if self.go_on(lane, end):
                heapq.heappush(self.lanes, (lane.time, lane.number, lane))
            if finished:
                yield self.done + sum(lane.source.position()[0] for _, _, lane in self.lanes)

    def limit(self, waiting: Sequence[tuple[int, int]]) -> int | None:
        """Return the time of the next frame of all other inputs, None where there is none."""
        times = [self.lanes[0][0]] if self.lanes else []
        if waiting and len(self.lanes) + 1 < MAX_OPEN:
            times.append(waiting[-1][0])
        return min(times, default=None)

    def open(self, number: int) -> Lane | None:
        """Open an input and go to its first frame; None where it cannot be read or has none."""
        path = self.reports[number].path
        try:
            source = open_source(path)
        except InputError as error:
            self.reports[number].error = str(error)
            return None
        lane = Lane(number, source)
        self.reports[number] = source.report
        source.report.complete = False  # until its end, if nothing else is wrong by then
        return lane if self.go_on(lane, 0) else None

    def take(self, lane: Lane, limit: int | None) -> int:
        """Hand the frames of *lane* up to the time *limit* to the pipeline; return the index behind them."""
        assert lane.batch is not None
        end = lane.until(limit)
        self.pipeline.source = lane.number
        self.pipeline.part(lane.batch, lane.at, end)
        return end

    def go_on(self, lane: Lane, to: int) -> bool:
        """Go on in *lane*; at its end the report is final."""
        if lane.advance(to):
            return True
        report = lane.source.report
        report.complete = report.error is None
        self.done += lane.source.position()[0]
        lane.source.close()
        return False


def overlapping(reports: Sequence[InputReport]) -> int:
    """Return how many inputs were captured while another one was."""
    spans = sorted(
        (report.first, report.last, number)
        for number, report in enumerate(reports)
        if report.first is not None and report.last is not None
    )
    found = set()
    latest = -1, -1
    for first, last, number in spans:
        if first < latest[0]:
            found |= {number, latest[1]}
        latest = max(latest, (last, number))
    return len(found)

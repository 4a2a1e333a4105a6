"""One input through a pipeline of its own: captures are independent of each other."""

from collections.abc import Callable

from sensor.capture import InputError, open_source
from sensor.engine.assembly import assemble, blind_counts
from sensor.engine.emitter import Sink
from sensor.engine.joined import INTERRUPTED
from sensor.engine.tally import Tally
from sensor.engine.unread import tell_unread_links
from sensor.match.matcher import Matcher
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport


class InputReader:
    """Reads one input; ``report``, ``tally`` and ``blind`` say at any time what was read so far.

    *source* is the index of the input in the run. Observations go to *sink*, outcomes of conversations to *told*.
    """

    def __init__(
        self,
        path: str,
        source: int,
        matcher: Matcher,
        sink: Sink,
        told: Callable[[FlowOutcome], object],
        *,
        observe_all: bool,
    ) -> None:
        self.report = InputReport(path)
        self.tally = Tally()
        self.blind = {"one_sided": 0, "fragments_incomplete": 0, "flows_evicted": 0}
        self.pipeline = assemble(matcher, sink, told, self.tally, observe_all=observe_all)
        self.pipeline.source = source

    def run(self, progress: Callable[[int], None] | None) -> None:
        """Read to the end; *progress* is told the bytes of the file read so far after each batch."""
        try:
            source = open_source(self.report.path)
        except InputError as error:
            self.report.complete = False
            self.report.error = str(error)
            return
        self.report = source.report
        try:
            for batch in source.batches():
                self.pipeline.batch(batch)
                if progress is not None:
                    progress(source.position()[0])
        except KeyboardInterrupt:
            self.report.complete = False
            self.report.error = self.report.error or INTERRUPTED
            raise
        finally:
            self.pipeline.flush()
            self.count()
            tell_unread_links(self.report, self.pipeline.source, self.pipeline.unread_links)

    def count(self) -> None:
        """Fill in what is known only at the end."""
        self.blind = blind_counts(self.pipeline)

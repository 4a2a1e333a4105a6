"""One input through a pipeline of its own: captures are independent of each other."""

import secrets
from collections.abc import Callable

from sensor.capture import InputError, open_source
from sensor.engine.observer import Observer, Sink
from sensor.engine.pipeline import Pipeline
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.tcp import TcpReader
from sensor.engine.unread import tell_unread_links
from sensor.engine.watch import Watch
from sensor.flows.consts import FLOW_SEEN_0, FLOW_SEEN_1, FLOW_TCP
from sensor.flows.table import FlowTable
from sensor.match.matcher import Matcher
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport

SIDES = FLOW_TCP | FLOW_SEEN_0 | FLOW_SEEN_1


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
        observer = Observer(sink, self.tally, matcher.names, matcher.servers, matcher.wants_http, observe_all)
        table = FlowTable()
        tcp = TcpReader(table, observer, self.tally, Watch(told), Streams())
        # A seed of its own: nobody can make conversations that collide, and keys of different inputs stay apart.
        self.pipeline = Pipeline(observer, tcp, table, self.tally, secrets.randbits(64))
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
            self.report.error = self.report.error or "interrupted here"
            raise
        finally:
            self.pipeline.flush()
            self.count()
            tell_unread_links(self.report, self.pipeline.source, self.pipeline.unread_links)

    def count(self) -> None:
        """Fill in what is known only at the end."""
        table = self.pipeline.table
        self.blind["one_sided"] = (
            self.pipeline.one_sided
            + table.tally(FLOW_TCP | FLOW_SEEN_0, SIDES)
            + table.tally(FLOW_TCP | FLOW_SEEN_1, SIDES)
        )
        self.blind["fragments_incomplete"] = self.pipeline.fragments.incomplete
        self.blind["flows_evicted"] = table.evictions

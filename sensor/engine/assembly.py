"""A pipeline with everything that belongs to it, put together for one input or for one worker."""

import os
from collections.abc import Callable

from sensor.engine.emitter import Sink
from sensor.engine.observer import Observer
from sensor.engine.payloads import PayloadReader
from sensor.engine.pipeline import Pipeline
from sensor.engine.resolved import Resolved
from sensor.engine.streams import Streams
from sensor.engine.tally import Tally
from sensor.engine.tcp import TcpReader
from sensor.engine.watch import Watch
from sensor.flows.consts import FLOW_SEEN_0, FLOW_SEEN_1, FLOW_TCP
from sensor.flows.table import FlowTable
from sensor.match.matcher import Matcher
from sensor.model.outcome import FlowOutcome

SIDES = FLOW_TCP | FLOW_SEEN_0 | FLOW_SEEN_1


def assemble(
    matcher: Matcher, sink: Sink, told: Callable[[FlowOutcome], object], tally: Tally, *, observe_all: bool
) -> Pipeline:
    """Return a pipeline. Observations go to *sink*, outcomes of conversations to *told*, counts to *tally*."""
    # A seed of its own: nobody can make conversations that collide, and keys of different inputs stay apart.
    seed = int.from_bytes(os.urandom(8))
    watch = Watch(told)
    watch.names = matcher.names
    observer = Observer(sink, tally, Resolved(sink, watch), matcher, seed, observe_all=observe_all)
    table = FlowTable()
    tcp = TcpReader(table, observer, tally, watch, Streams(), PayloadReader(observer, matcher.payloads))
    return Pipeline(observer, tcp, table, tally, seed)


def look_for(pipeline: Pipeline, matcher: Matcher) -> None:
    """Have *pipeline* look for what *matcher* wants from now on; conversations go on.

    First bytes that are being collected are judged by what there is: the rules that they were for may be gone.
    """
    pipeline.observer.look_for(matcher)
    pipeline.tcp.watch.names = matcher.names
    pipeline.udp.payloads.flush()
    pipeline.udp.payloads.look_at(matcher.payloads)
    pipeline.udp.look_at(matcher.payloads)
    pipeline.tcp.look_at(matcher.payloads)


def blind_counts(pipeline: Pipeline) -> dict[str, int]:
    """Return what could not be seen, as far as the tally does not count it."""
    table = pipeline.table
    one_sided = (
        pipeline.one_sided + table.tally(FLOW_TCP | FLOW_SEEN_0, SIDES) + table.tally(FLOW_TCP | FLOW_SEEN_1, SIDES)
    )
    return {
        "one_sided": one_sided,
        "fragments_incomplete": pipeline.fragments.incomplete,
        "flows_evicted": table.evictions,
    }

"""Traffic that would fill a memory without bounds meets a limit: the cases of ``tests/bench/memory.py``, made small.

What each limit comes to in megabytes, at full size, that program measures.
"""

import pytest
from bench.memory import CASES, play

from sensor.engine import assembly, connections, streams, watch
from sensor.engine.reader import InputReader
from sensor.findings import gather
from sensor.findings.tracker import Tracker
from sensor.flows import fragments
from sensor.flows.consts import STREAM_OVERHEAD
from sensor.flows.table import FlowTable

SLOTS = 1024


@pytest.fixture(autouse=True)
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits of a hundredth; those that compiled modules hold stay, and the tables are made smaller."""
    monkeypatch.setattr(assembly, "FlowTable", lambda: FlowTable(SLOTS))
    monkeypatch.setattr(streams, "MAX_STREAMS", 64)
    monkeypatch.setattr(fragments, "MAX_DATAGRAMS", 64)
    monkeypatch.setattr(watch, "MAX_WATCHED", 64)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 64)
    monkeypatch.setattr(gather, "MAX_CASES", 64)


def played(name: str, count: int) -> tuple[InputReader, Tracker]:
    """Return what holds all that is kept after *count* frames of a case, before the input ends."""
    return play(next(case for case in CASES if case.name == name), count)


@pytest.mark.parametrize("name", ["flows", "syn"])
def test_conversations_push_out_older_ones(name: str) -> None:
    """The table has a size, and what is pushed out is counted."""
    found, _ = played(name, 4 * SLOTS)
    table = found.pipeline.table
    assert table.count <= table.size == SLOTS
    assert table.evictions == 4 * SLOTS - table.count


def test_hellos_that_never_end_push_out_older_ones() -> None:
    """Each holds a stream; the budget counts streams and bytes."""
    found, _ = played("hellos", 500)
    kept = found.pipeline.tcp.streams
    assert len(kept.table) <= 64
    assert kept.held == sum(stream.held() + STREAM_OVERHEAD for stream in kept.table.values())
    assert found.tally.streams_dropped >= 500 - 64


def test_streams_are_bounded_by_their_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few that hold much are as many that hold little."""
    monkeypatch.setattr(streams, "MAX_STREAM_BYTES", 10_000)
    found, _ = played("hellos", 100)
    assert found.pipeline.tcp.streams.held <= 10_000 + STREAM_OVERHEAD + 600


def test_names_that_nobody_wants_leave_nothing_behind() -> None:
    """They are counted; no string is made of them."""
    found, tracker = played("names", 2000)
    assert found.tally.dns_queries == 2000
    assert tracker.findings() == []


def test_different_names_of_one_signature_are_counted_past_the_limit() -> None:
    """One finding, whose evidence keeps some values and the count of all."""
    _, tracker = played("wanted", 2000)
    [finding] = tracker.findings()
    assert len(finding.evidence) <= gather.MAX_ROWS


def test_fragments_that_never_become_whole_push_out_older_ones() -> None:
    """Each holds its bytes; what is pushed out is counted."""
    found, _ = played("fragments", 500)
    kept = found.pipeline.fragments
    assert len(kept.table) <= 64
    assert kept.held == sum(one.pieces.held for one in kept.table.values())
    assert kept.incomplete >= 500 - 64


def test_findings_have_a_limit() -> None:
    """Senders can be made up; the host that comes last has no finding then."""
    _, tracker = played("hosts", 300)
    assert 0 < len(tracker.findings()) <= 64


def test_conversations_that_are_followed_have_a_limit() -> None:
    """The oldest is told first."""
    found, _ = played("watched", 300)
    assert len(found.pipeline.tcp.watch.flows) <= 64


def test_quic_connections_have_a_limit() -> None:
    """What cannot be opened is remembered as such, and no longer than there is room."""
    found, _ = played("initials", 300)
    assert len(found.pipeline.udp.quic.connections.table) <= 64

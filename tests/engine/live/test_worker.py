"""The worker's loop, in this process: orders in, what was seen out."""

import socket
from pathlib import Path

import pytest
from engine.live.notes import PLAN

from sensor.engine.live.options import TapOptions
from sensor.engine.live.wire import Ended, FileDone, FromWorker, Inbox, Lot, Read, Stop, ToWorker, from_worker, pack
from sensor.engine.live.worker import Parted, Worker


def told(*orders: ToWorker) -> list[FromWorker]:
    """Return what a worker without taps says to *orders*."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        for order in orders:
            ours.sendall(pack(order))
        Worker(theirs, [], PLAN, TapOptions()).run()
        theirs.close()
        data = b""
        while piece := ours.recv(1 << 20):
            data += piece
        return [from_worker(raw) for raw in Inbox().feed(data)]


def seen(messages: list[FromWorker]) -> list[tuple[int, int, str]]:
    """Return source, frame and kind of all observations."""
    lots = [message for message in messages if isinstance(message, Lot)]
    return [(one.source, one.frame, one.kind) for lot in lots for one in lot.observed if one.kind in {"dns", "tls"}]


def test_a_file_is_read_before_the_worker_ends(repo: Path) -> None:
    """Its observations, its report, a good-bye."""
    path = str(repo / "pcaps/kaspersky/update-and-ksn.pcap")
    messages = told(Read(path, 3), Stop())
    assert len(seen(messages)) > 3
    assert {source for source, _, _ in seen(messages)} == {3}
    (done,) = [message for message in messages if isinstance(message, FileDone)]
    assert (done.report.path, done.report.complete) == (path, True)
    assert isinstance(messages[-1], Ended)
    assert any(lot.outcomes for lot in messages if isinstance(lot, Lot))


def test_frames_that_were_told_before_are_left_out(repo: Path) -> None:
    """All of them, where the whole file was."""
    path = str(repo / "pcaps/kaspersky/update-and-ksn.pcap")
    (done,) = [message for message in told(Read(path, 0), Stop()) if isinstance(message, FileDone)]
    assert seen(told(Read(path, 0, done.report.frames), Stop())) == []


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """In one sentence, and the worker goes on."""
    messages = told(Read(str(tmp_path / "none.pcap"), 0), Stop())
    (done,) = [message for message in messages if isinstance(message, FileDone)]
    assert not done.report.complete
    assert "none.pcap" in str(done.report.error)


def test_a_worker_whose_main_process_is_gone_stops() -> None:
    """It has nobody to tell."""
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs, pytest.raises(Parted):
        Worker(theirs, [], PLAN, TapOptions()).run()

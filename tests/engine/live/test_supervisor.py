"""The main process with real workers, over files, which take no rights; `tests/live` has the same over a wire."""

import math
import os
import shutil
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from engine.live.notes import PLAN, Notes

from sensor.capture import InputError
from sensor.engine.live import supervisor as module
from sensor.engine.live.directory import InMemory
from sensor.engine.live.messages import BlindEvent, Plan
from sensor.engine.live.options import TapOptions
from sensor.engine.live.supervisor import SOON_SECONDS, TICK_SECONDS, Supervisor, run
from sensor.hosts.home import Home
from sensor.model.signature import SignatureSet

HOME = Home(None)
CAPTURES = "update-and-ksn.pcap", "quic-v1.pcap", "website-visit.pcap"


@pytest.fixture(name="folder")
def _folder(repo: Path, tmp_path: Path) -> Path:
    for at, name in enumerate(CAPTURES):
        source = next((repo / "pcaps").rglob(name))
        shutil.copy(source, tmp_path / name)
        os.utime(tmp_path / name, (1_000_000 + at, 1_000_000 + at))
    return tmp_path


def stop_after(notes: Notes, files: int) -> None:
    """Have the program stopped once so many files are done; a minute is too long."""
    start = time.monotonic()

    def look() -> bool:
        if len(notes.reports) >= files or time.monotonic() - start > 60:
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    notes.each_tick = look


def options(folder: Path) -> TapOptions:
    """Return the options for a directory whose files are complete at once."""
    return TapOptions(directory=str(folder), settled_seconds=0.0, stats_seconds=0.2)


def test_files_are_read_in_order_and_told_then_the_program_stops(folder: Path) -> None:
    """Matches, outcomes and counters as a scan has them; everything is told before the end."""
    notes = Notes()
    stop_after(notes, 3)
    assert run(options(folder), PLAN, notes, HOME) == 0
    assert sorted(Path(path).name for path in notes.files) == sorted(CAPTURES)
    assert {source for source, _, _, _ in notes.matches} >= {0, 1}
    assert notes.outcomes
    assert notes.last is not None
    assert notes.last.coverage().frames == sum(report.frames for report in notes.reports)
    assert (notes.taps, notes.closed, notes.blinds) == ((str(folder),), 1, [])


def test_a_second_run_reads_nothing_again(folder: Path) -> None:
    """What was taken is remembered outside."""
    state = InMemory()
    first, second = Notes(), Notes()
    stop_after(first, 3)
    run(options(folder), PLAN, first, HOME, state)
    ends = time.monotonic() + 4

    def enough() -> bool:
        if time.monotonic() > ends:
            os.kill(os.getpid(), signal.SIGTERM)
        return False

    second.each_tick = enough
    run(options(folder), PLAN, second, HOME, state)
    assert (len(first.reports), second.reports, second.matches) == (3, [], [])


def test_a_worker_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled(folder: Path) -> None:
    """In the middle of a directory; the time without it is told, from its last sign of life to the next one's start."""
    plain, notes = Notes(), Notes()
    stop_after(plain, 3)
    run(options(folder), PLAN, plain, HOME)
    supervisor = Supervisor(options(folder), PLAN, notes, HOME)
    stop_after(notes, 3)
    stop = notes.each_tick
    killed: list[int] = []

    def kill_once() -> bool:
        hand = supervisor.crew.posts[0].hand
        if notes.files and not killed and hand is not None:
            killed.append(hand.pid)
            os.kill(hand.pid, signal.SIGKILL)
        return stop()

    notes.each_tick = kill_once
    supervisor.run()
    assert killed
    assert sorted(notes.matches) == sorted(plain.matches)
    assert [(event.kind, event.until is None) for event in notes.blinds] == [
        ("worker_died", True),
        ("worker_died", False),
    ]
    assert "SIGKILL" in notes.blinds[0].what
    assert notes.last is not None
    assert notes.last.restarts == 1


def test_a_reload_reaches_the_workers(folder: Path) -> None:
    """From signatures that want nothing to those that ship, on SIGHUP."""
    notes = Notes()
    notes.plan = PLAN
    stop_after(notes, 4)
    stop = notes.each_tick
    asked: list[int] = []

    def hang_up() -> bool:
        if len(notes.reports) >= 3 and not asked:
            asked.append(1)
            os.kill(os.getpid(), signal.SIGHUP)
            shutil.copy(folder / CAPTURES[0], folder / "again.pcap")
            os.truncate(folder / "again.pcap", os.path.getsize(folder / "again.pcap") - 1)
        return stop()

    notes.each_tick = hang_up
    run(options(folder), Plan(SignatureSet((), {}, {}, (), "")), notes, HOME)
    assert {source for source, _, _, _ in notes.matches} == {3}


def test_an_interface_that_there_is_not_is_named() -> None:
    """Before anything runs, and with those that there are."""
    with pytest.raises(
        InputError, match=r"nosuch0: (there is no such interface; there are .*lo|opening a packet socket)"
    ):
        run(TapOptions(interfaces=("nosuch0",)), PLAN, Notes(), HOME)


def test_a_reload_that_is_asked_for_before_the_start_is_done_after_it(folder: Path) -> None:
    """By itself SIGHUP would end a program that has not got so far."""
    notes = Notes()
    notes.plan = PLAN
    stop_after(notes, 3)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        signal.pthread_kill(threading.get_ident(), signal.SIGHUP)  # other threads do not hold it
        supervisor = Supervisor(options(folder), PLAN, notes, HOME)
        before = supervisor.matcher
        supervisor.run()
        assert supervisor.matcher is not before
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})


def test_a_tick_comes_once_a_second_and_when_the_listener_wants_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at once after another; soon while an interface is away, a worker is to be started, or files are read."""
    notes = Notes()
    made = Supervisor(options(folder), PLAN, notes, HOME)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: 100.0))
    made.ticked = 100.0
    assert made.pause() == SOON_SECONDS
    made.feeder = None
    assert made.pause() == SOON_SECONDS
    made.crew.posts = []
    for wanted, pause in ((math.inf, TICK_SECONDS), (0.5, 0.5), (-7.0, SOON_SECONDS)):
        monkeypatch.setattr(notes, "pause", lambda wanted=wanted: wanted)
        assert made.pause() == pause
    monkeypatch.setattr(notes, "pause", lambda: math.inf)
    made.lookout.away["eth0"] = BlindEvent(kind="interface_gone", interface="eth0", since=1, until=None, what="")
    assert made.pause() == SOON_SECONDS
    made.ticked = 90.0
    assert made.pause() < 0
    for end in (made.waker, made.woken):
        end.close()
    made.crew.selector.close()

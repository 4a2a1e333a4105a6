"""Workers come and go; what they had told is told, and what they had not is read again."""

import os
import signal
import time
from collections.abc import Callable

import pytest
from engine.live.notes import PLAN, Notes

from sensor.engine.live import crew as module
from sensor.engine.live.crew import DEATHS_BY_BLOCK, Crew, Post
from sensor.engine.live.hand import Hand
from sensor.engine.live.meters import BYTES, DONE, FRAMES, make_meters
from sensor.engine.live.options import TapOptions
from sensor.engine.live.wire import FromWorker, Lot, Stop

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def crew(notes: Notes, take: Callable[[Hand, FromWorker], None] = lambda _hand, _message: None) -> Crew:
    """Return a crew of two that read nothing."""
    return Crew(TapOptions(workers=2), PLAN, [], take, notes.blind)


def until(made: Crew, done: Callable[[], bool]) -> None:
    """Run the crew until something is so."""
    end = time.monotonic() + 30
    while not done() and time.monotonic() < end:
        for key, _ in made.selector.select(0.05):
            made.hear(key.data)
        made.tend()
    assert done()


def test_a_worker_that_dies_is_replaced_and_the_gap_is_told() -> None:
    """The other one goes on as if nothing had happened."""
    notes = Notes()
    made = crew(notes)
    made.tend()
    first, other = (post.hand.pid for post in made.posts if post.hand is not None)
    os.kill(first, 9)
    until(made, lambda: made.restarts == 1)
    made.kill()
    assert [(event.kind, event.until is None) for event in notes.blinds] == [
        ("worker_died", True),
        ("worker_died", False),
    ]
    assert made.posts[1].hand is not None
    assert made.posts[1].hand.pid == other


def test_a_worker_that_hangs_is_ended_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one speaks every now and then, and stays."""
    monkeypatch.setattr(module, "HUNG_SECONDS", 3.0)
    notes = Notes()
    made = Crew(TapOptions(workers=2, counts_seconds=0.1), PLAN, [], lambda _hand, _message: None, notes.blind)
    made.tend()
    hung, other = (post.hand.pid for post in made.posts if post.hand is not None)
    os.kill(hung, signal.SIGSTOP)
    until(made, lambda: made.restarts == 1)
    assert made.posts[1].hand is not None
    assert made.posts[1].hand.pid == other
    made.kill()
    assert "Worker 0 ended by SIGKILL: it had said nothing for 3 s" in notes.blinds[0].what


def test_it_waits_for_a_worker_that_is_to_come() -> None:
    """And for nothing when all are there and have taken what they were sent."""
    made = crew(Notes())
    waits = [made.waits]
    made.tend()
    waits.append(made.waits)
    hand = made.posts[0].hand
    assert hand is not None
    hand.unsent += b"x"
    assert [*waits, made.waits] == [True, False, True]
    made.kill()


def test_a_pause_of_the_main_process_is_no_silence_of_its_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long it stood still, nobody is ended for it."""
    monkeypatch.setattr(module, "HUNG_SECONDS", 3.0)
    made = crew(Notes())
    made.tend()
    made.tended -= 3600.0
    made.tend()
    quiet = [post.quiet for post in made.posts]
    made.kill()
    assert max(quiet) <= module.LONGEST_ROUND + 0.5


def test_a_worker_that_dies_at_once_is_not_replaced_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer each time, up to a limit."""
    monkeypatch.setattr(module, "FIRST_DELAY", 0.01)
    made = crew(Notes())
    made.tend()
    post = made.posts[0]
    delays = []
    for _ in range(3):
        until(made, lambda: post.hand is not None)
        assert post.hand is not None
        post.hand.kill()
        until(made, lambda: post.died is not None)
        delays.append(post.delay)
    made.kill()
    assert delays == sorted(set(delays))
    assert max(delays) <= module.MAX_DELAY


def test_workers_that_end_as_asked_leave_no_gap() -> None:
    """Nobody takes their places while nobody tends."""
    notes = Notes()
    made = crew(notes)
    made.tend()
    made.tell(Stop())
    end = time.monotonic() + 30
    while made.working and time.monotonic() < end:
        for key, _ in made.selector.select(0.05):
            made.hear(key.data)
    assert (made.working, notes.blinds, made.restarts) == (False, [], 0)


def test_what_a_worker_told_before_it_died_is_done() -> None:
    """It had no time to note it."""
    meters = make_meters(2)
    post = Post(0, meters)
    meters[1].done(4, 10, 600, 1)
    meters[1].begin(5)
    post.heard(Lot([], [], tap=1, block=5, frames=7, bytes=500))
    post.settle()
    assert (meters[1][DONE], meters[1][FRAMES], meters[1][BYTES], post.deaths) == (5, 17, 1100, {})


def test_a_block_over_which_workers_die_is_poison() -> None:
    """Not after the first time: it may have been chance."""
    meters = make_meters(1)
    post = Post(0, meters)
    meters[0].begin(9)
    found = []
    for _ in range(DEATHS_BY_BLOCK):
        found.append(post.poison(0))
        post.settle()
    assert (found, post.poison(0)) == ([0] * DEATHS_BY_BLOCK, 9)
    post.forget_ring(0)
    assert (post.poison(0), meters[0][DONE]) == (0, 0)


def test_frames_that_were_left_out_are_counted() -> None:
    """By tap."""
    post = Post(0, make_meters(2))
    post.heard(Lot([], [], tap=1, block=5, lost=7))
    assert post.lost == [0, 7]

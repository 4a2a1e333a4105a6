"""A worker's process: started, asked, ended; what it leaves behind is told."""

import os
import signal
import time

import pytest
from engine.live.notes import PLAN

from sensor.engine.live.hand import Hand
from sensor.engine.live.options import TapOptions
from sensor.engine.live.wire import Counts, Ended, FromWorker, Look, Stop

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


def everything(hand: Hand) -> list[FromWorker]:
    """Return what the worker says until it is gone."""
    told: list[FromWorker] = []
    for _ in range(6000):
        hand.flush()
        messages = hand.receive()
        if messages is None:
            return told
        told += messages
        time.sleep(0.01)
    raise TimeoutError


def test_a_worker_ends_when_it_is_asked_to() -> None:
    """With its counts, a good-bye and nothing else; a message larger than a socket takes at once arrives before."""
    hand = Hand(0, [], PLAN, TapOptions())
    for _ in range(20):
        hand.send(Look(PLAN))
    hand.send(Stop())
    told = everything(hand)
    assert isinstance(told[-1], Ended)
    assert {type(message) for message in told[:-1]} == {Counts}
    assert hand.bury() == "ended with code 0"


def test_a_worker_that_is_killed_is_gone() -> None:
    """Its end is told by its number."""
    hand = Hand(0, [], PLAN, TapOptions())
    hand.kill()
    everything(hand)
    hand.send(Stop())  # nobody is there, and that is no error
    assert hand.bury() == "ended by SIGKILL"


def test_a_worker_leaves_signals_to_the_main_process() -> None:
    """Ctrl-C and a stop of the whole service go to all processes of a group."""
    hand = Hand(0, [], PLAN, TapOptions())
    while not hand.receive():
        time.sleep(0.01)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(hand.pid, number)
    hand.send(Stop())
    assert isinstance(everything(hand)[-1], Ended)
    assert hand.bury() == "ended with code 0"


def test_a_worker_whose_main_process_is_gone_ends() -> None:
    """Nobody has to end it."""
    hand = Hand(0, [], PLAN, TapOptions())
    assert hand.bury() == "ended with code 0"

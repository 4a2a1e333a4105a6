"""The contract between the taps and the desk."""

import inspect

import msgspec

from sensor.engine.live.messages import BlindEvent, FileState, Listener, LiveStats, TapStats
from sensor.model.report import Coverage

TAP = TapStats(
    interface="eth0",
    worker=0,
    up=True,
    frames=90,
    bytes=9000,
    received=100,
    dropped=10,
    freezes=1,
    lost=0,
    last=5,
)


def test_counters_survive_the_way_through_json() -> None:
    """They become statistics events, so each field must be one that JSON has."""
    assert msgspec.json.decode(msgspec.json.encode(TAP), type=TapStats) == TAP


def test_bypassed_frames_came_as_well() -> None:
    """From all taps together."""
    taps = TAP, msgspec.structs.replace(TAP, worker=1, frames=5, bypassed=300)
    stats = LiveStats(ts=2, started=1, taps=taps, coverage=Coverage, restarts=0, two_sided=True)
    assert stats.frames == 90 + 5 + 300


def test_a_blind_time_that_lasts_has_no_end() -> None:
    """The same event comes again with its end."""
    lasts = BlindEvent(kind="interface_down", interface="eth0", since=5, until=None, what="eth0 went down.")
    ended = msgspec.structs.replace(lasts, until=9)
    assert (ended.kind, ended.since, ended.until, ended.frames) == ("interface_down", 5, 9, 0)


def test_a_listener_is_never_asked_for_anything_that_it_would_have_to_wait_for() -> None:
    """Only a reload, a tick, the time until one, and a question about a file have an answer."""
    answers = {
        name
        for kind in (Listener, FileState)
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_") and inspect.signature(method).return_annotation is not None
    }
    assert answers == {"pause", "reload", "tick", "taken"}

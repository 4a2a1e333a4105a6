"""Taps that went silent or show half of everything."""

from engine.live.rig import NOON, SECOND, stats

from sensor.engine.live.health import Health


def test_a_silent_tap_is_told_once_and_its_end_too() -> None:
    """From its last frame on."""
    health = Health(60)
    assert health.look(stats(5), 0) == []
    assert health.look(stats(5, ts=NOON + 59 * SECOND), 59 * SECOND) == []
    (event,) = health.look(stats(5, ts=NOON + 60 * SECOND), 60 * SECOND)
    assert (event.kind, event.interface, event.since, event.until) == ("silent", "tap0", NOON, None)
    assert health.look(stats(5), 600 * SECOND) == []
    (event,) = health.look(stats(6, ts=NOON + 700 * SECOND), 700 * SECOND)
    assert (event.since, event.until) == (NOON, NOON + 700 * SECOND)
    assert health.look(stats(7), 701 * SECOND) == []


def test_a_tap_that_is_down_is_not_silent() -> None:
    """The loop has told it already."""
    health = Health(60)
    assert [health.look(stats(5, up=False), now * SECOND) for now in (0, 60, 120)] == [[], [], []]


def test_silence_can_be_left_alone() -> None:
    """A tap of a quiet network."""
    health = Health(0)
    assert [health.look(stats(5, two_sided=False), now * SECOND) for now in (0, 86_400)] == [[], []]


def test_one_direction_only_is_told_once_there_is_enough() -> None:
    """A mirror port that copies what is received, not what is sent."""
    health = Health(60)
    assert health.look(stats(999, two_sided=False), 0) == []
    assert health.look(stats(999, two_sided=False), 30 * SECOND) == []
    assert [one.kind for one in health.look(stats(5000, two_sided=False), 61 * SECOND)] == ["one_sided"]
    assert health.look(stats(6000, two_sided=False), 62 * SECOND) == []
    (event,) = health.look(stats(7000, ts=NOON + 70 * SECOND), 70 * SECOND)
    assert (event.kind, event.until) == ("one_sided", NOON + 70 * SECOND)
    assert health.look(stats(8000), 71 * SECOND) == []


def test_a_tap_all_of_whose_frames_are_bypassed_is_not_silent() -> None:
    """The kernel counts them."""
    health = Health(60)
    assert health.look(stats(5), 0) == []
    assert health.look(stats(5, bypassed=9), 60 * SECOND) == []
    assert [one.kind for one in health.look(stats(5, bypassed=9), 120 * SECOND)] == ["silent"]

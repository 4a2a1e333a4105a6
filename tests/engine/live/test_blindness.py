"""A tap that flaps is not a thousand alerts."""

import pytest

from sensor.engine.live import blindness
from sensor.engine.live.blindness import PAUSE, Blindness, together
from sensor.engine.live.messages import BlindEvent


def drops(since: int, until: int | None, frames: int = 0, interface: str = "eth0") -> BlindEvent:
    """Return frames lost."""
    return BlindEvent(kind="drops", interface=interface, since=since, until=until, what="ring full", frames=frames)


def test_the_first_is_told_at_once_and_the_rest_together() -> None:
    """Nothing is left out of the sum."""
    one = Blindness()
    assert one.take(drops(0, 1, 5), 0) == [drops(0, 1, 5)]
    assert one.take(drops(2, 3, 6), 1) == []
    assert one.take(drops(4, 5, 7), 2) == []
    assert one.due(PAUSE - 1) == []
    assert one.due(PAUSE) == [drops(2, 5, 13)]
    assert one.due(2 * PAUSE) == []


def test_others_are_not_held_up() -> None:
    """By interface and kind."""
    one = Blindness()
    one.take(drops(0, 1), 0)
    assert len(one.take(drops(0, 1, interface="eth1"), 0)) == 1


def test_at_the_end_everything_is_told() -> None:
    """A clean stop."""
    one = Blindness()
    one.take(drops(0, 1), 0)
    one.take(drops(2, 3), 0)
    assert one.due(0, everything=True) == [drops(2, 3)]


def test_what_lasts_goes_on() -> None:
    """The later of two says whether."""
    assert together(drops(1, 2), drops(3, None)).until is None
    assert together(drops(1, None), drops(3, 4)) == drops(1, 4)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever interfaces are called."""
    monkeypatch.setattr(blindness, "MAX_KINDS", 4)
    one = Blindness()
    told = [one.take(drops(0, 1, interface=f"v{number % 7}"), number) for number in range(100)]
    assert len(one._told) <= 5
    assert len(one._pending) <= 5
    assert sum(map(len, told)) > 7

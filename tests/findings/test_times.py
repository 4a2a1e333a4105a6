"""Habit or moment."""

from findings.makers import DAY, HOUR, MINUTE, NOON, SECOND
from hypothesis import given
from hypothesis import strategies as st

from sensor.findings import times as module
from sensor.findings.times import Times, keep

SIGHTS = st.lists(st.integers(0, 3 * DAY), max_size=40)


def times(*sights: int) -> Times:
    """Return the times of *sights*."""
    found = Times()
    for ts in sights:
        found.add(NOON + ts)
    return found


def test_one_moment_is_one_day_without_rhythm() -> None:
    """However many packets."""
    found = times(*range(0, MINUTE // 2, SECOND))
    assert (found.day_count(), found.interval()) == (1, 0)


def test_two_sides_of_midnight_are_one_day() -> None:
    """11 h 59 min and 12 h 1 min after noon."""
    assert times(12 * HOUR - MINUTE, 12 * HOUR + MINUTE).day_count() == 1
    assert times(0, DAY).day_count() == 2


def test_three_sights_in_step_are_a_rhythm() -> None:
    """Two are not, and none below ten minutes."""
    assert times(0, 2 * HOUR).interval() == 0
    assert times(0, 2 * HOUR, 4 * HOUR + 3 * MINUTE).interval() == 120
    assert times(0, 2 * HOUR, 5 * HOUR).interval() == 0
    assert times(0, 5 * MINUTE, 10 * MINUTE).interval() == 0


def test_a_rhythm_is_told_from_chatter() -> None:
    """Every two hours; every minute."""
    assert times(0, 2 * HOUR, 4 * HOUR).keeps(120)
    chatter = times(*range(0, HOUR, MINUTE))
    assert chatter.interval() == 10
    assert not chatter.keeps(10)


def test_the_lists_are_bounded_whatever_the_order() -> None:
    """The earliest stay."""
    sights = [i * MINUTE for i in range(100)]
    shuffled = sights[::2] + sights[:0:-2]
    assert times(*sights).minutes == times(*shuffled).minutes
    assert len(times(*shuffled).minutes) == module.MAX_MINUTES
    assert len(times(*(i * DAY for i in range(99))).days) == module.MAX_DAYS


@given(st.lists(st.integers(0, 50)), st.integers(1, 10))
def test_keep_keeps_the_smallest(values: list[int], limit: int) -> None:
    """Each once."""
    held: list[int] = []
    for value in values:
        keep(held, value, limit)
    assert held == sorted(set(values))[:limit]


@given(SIGHTS, SIGHTS)
def test_merging_is_adding(one: list[int], two: list[int]) -> None:
    """Rows merged say what one row would."""
    merged = times(*one)
    merged.merge(times(*two))
    together = times(*one, *two)
    assert (merged.minutes, merged.days, merged.last) == (together.minutes, together.days, together.last)


@given(st.lists(st.integers(0, 3 * DAY), max_size=20), st.lists(st.integers(0, 3 * DAY), max_size=10))
def test_more_sights_never_undo_a_habit(some: list[int], more: list[int]) -> None:
    """Days and rhythm only grow."""
    before, after = times(*some), times(*some, *more)
    assert after.day_count() >= before.day_count()
    assert bool(after.interval()) >= bool(before.interval())

"""Plain English."""

import pytest

from sensor.findings.words import NANOSECONDS, count, duration, joined


def test_numbers_and_nouns_agree() -> None:
    """One is singular, all else plural, thousands are marked."""
    assert [count(n, "flow") for n in (0, 1, 1203)] == ["0 flows", "1 flow", "1,203 flows"]
    assert count(2, "query", "queries") == "2 queries"


def test_lists_read_well() -> None:
    """Commas, then and."""
    assert [joined(list("abc"[:n])) for n in range(4)] == ["", "a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "a second"),
        (0.2, "a second"),
        (1.9, "1 second"),
        (90, "90 seconds"),
        (120, "2 minutes"),
        (185.9, "3 minutes 5 seconds"),
        (7200, "2 hours"),
        (86_400 * 1.5, "36 hours"),
        (86_400 * 3 - 1, "2 days 23 hours"),
        (86_400 * 3 + 1, "3 days"),
    ],
)
def test_a_length_of_time_is_never_rounded_up(seconds: float, words: str) -> None:
    """Nothing is said to have taken longer than it did."""
    assert duration(int(seconds * NANOSECONDS)) == words

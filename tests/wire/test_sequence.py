"""Sequence numbers wrap around, and what is more than half the space ahead is behind."""

import pytest

from sensor.wire.sequence import distance, wrapped


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (5, 3, 2),
        (3, 5, -2),
        (0, 0xFFFFFFFF, 1),
        (0xFFFFFFFF, 0, -1),
        (0x7FFFFFFF, 0, 0x7FFFFFFF),
        (0x80000000, 0, -0x80000000),
        (10, 0xFFFFFFF0, 26),
    ],
)
def test_distance_is_signed_and_wraps(one: int, other: int, expected: int) -> None:
    """RFC 9293 section 3.4."""
    assert distance(one, other) == expected


def test_wrapped_keeps_32_bits() -> None:
    """Also of numbers below zero."""
    assert [wrapped(1 << 32), wrapped((1 << 32) + 7), wrapped(-1)] == [0, 7, 0xFFFFFFFF]

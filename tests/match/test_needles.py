"""Several sets of bytes, tried on the same payload."""

from hypothesis import given
from hypothesis import strategies as st

from sensor.match.needles import Needles

NEEDLES = Needles(
    [
        ([(b"ab", 0, 2)], 2),
        ([(b"ab", 0, 2), (b"c", 2, 10)], 10),
        ([(b"zz", 4, 300)], 300),
        ([], 256),
    ]
)


def test_all_parts_of_one_have_to_stand_in_their_place() -> None:
    """One without parts asks nothing."""
    assert [NEEDLES.holds(number, b"ab.c") for number in range(4)] == [True, True, False, True]
    assert [NEEDLES.holds(number, b"xab.czz") for number in range(4)] == [False, False, True, True]
    assert not NEEDLES.holds(1, b"ab........c")


def test_one_of_many_is_enough() -> None:
    """None of none holds."""
    assert NEEDLES.any_holds([2, 0], b"ab")
    assert not NEEDLES.any_holds([1, 2], b"ab")
    assert not NEEDLES.any_holds([], b"ab")


def test_as_many_bytes_decide_as_the_longest_asks() -> None:
    """No condition needs none."""
    assert [NEEDLES.need(numbers) for numbers in ([], [0], [0, 2, 1])] == [0, 2, 300]


@given(st.binary(max_size=12), st.binary(max_size=12))
def test_what_decides_is_enough(payload: bytes, more: bytes) -> None:
    """More bytes than a condition needs change nothing."""
    enough = payload.ljust(10, b".")
    assert NEEDLES.holds(1, enough) == NEEDLES.holds(1, enough + more)

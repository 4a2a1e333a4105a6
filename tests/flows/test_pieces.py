"""Bytes by place: what came first stays."""

from hypothesis import given
from hypothesis import strategies as st

from sensor.flows.pieces import Pieces


def put(pieces: Pieces, start: int, data: bytes) -> None:
    """Keep what of *data* is fresh."""
    for at, part in pieces.fresh(start, data):
        pieces.put(at, part)


def test_places_that_are_free() -> None:
    """A piece over three others fills the gaps before, between and behind them."""
    pieces = Pieces()
    for start, data in ((8, b"CD"), (2, b"A"), (5, b"B")):
        put(pieces, start, data)
    assert pieces.parts == [(2, b"A"), (5, b"B"), (8, b"CD")]
    assert pieces.fresh(0, b"0123456789ab") == [(0, b"01"), (3, b"34"), (6, b"67"), (10, b"ab")]
    assert pieces.fresh(3, b"xy") == [(3, b"xy")]
    assert pieces.fresh(8, b"xy") == []
    assert pieces.fresh(9, b"xyz") == [(10, b"yz")]
    assert pieces.fresh(4, b"") == []


def test_the_first_is_taken_out_first() -> None:
    """In order of place, whatever the order of arrival; what is held is counted."""
    pieces = Pieces()
    put(pieces, 8, b"CD")
    put(pieces, 2, b"A")
    assert (len(pieces), pieces.held) == (2, 3)
    assert pieces.pop_first() == b"A"
    assert pieces.pop_first() == b"CD"
    assert (len(pieces), pieces.held) == (0, 0)


@given(st.lists(st.tuples(st.integers(-20, 60), st.binary(max_size=12)), max_size=20))
def test_as_a_table_of_bytes(arrivals: list[tuple[int, bytes]]) -> None:
    """The same as remembering each byte by its place, with the first kept."""
    pieces = Pieces()
    table: dict[int, int] = {}
    for start, data in arrivals:
        put(pieces, start, data)
        for at, byte in enumerate(data, start):
            table.setdefault(at, byte)
    assert {start + at: byte for start, part in pieces.parts for at, byte in enumerate(part)} == table
    assert pieces.held == len(table)
    assert pieces.parts == sorted(pieces.parts)
    assert all(part for _, part in pieces.parts)

"""Fragments: whole again in any order, given up in time, and never more than the limits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.flows import fragments
from sensor.flows.fragments import (
    MAX_DATAGRAM_BYTES,
    MAX_DATAGRAMS,
    MAX_PIECES,
    MAX_TOTAL_BYTES,
    TIMEOUT,
    Fragments,
)

Piece = tuple[int, bool, bytes]
"""Offset, whether more follow, bytes."""


def add_all(pieces: list[Piece]) -> list[bytes | None]:
    """Add the pieces of one datagram and return the answers."""
    table = Fragments()
    return [table.add(7, offset, more, data, 0) for offset, more, data in pieces]


@pytest.mark.parametrize(
    ("title", "pieces", "whole"),
    [
        ("in order", [(0, True, b"a" * 8), (8, True, b"b" * 8), (16, False, b"c")], b"a" * 8 + b"b" * 8 + b"c"),
        ("the last first", [(8, False, b"b"), (0, True, b"a" * 8)], b"a" * 8 + b"b"),
        ("one twice", [(0, True, b"a" * 8), (0, True, b"a" * 8), (8, False, b"b")], b"a" * 8 + b"b"),
        ("an overlap", [(0, True, b"a" * 16), (8, False, b"b" * 16)], b"a" * 16 + b"b" * 8),
        ("an overlap from behind", [(8, True, b"b" * 16), (0, True, b"a" * 16), (24, False, b"c")],
         b"a" * 8 + b"b" * 16 + b"c"),
        ("one around another", [(8, True, b"b" * 8), (0, False, b"a" * 24)], b"a" * 8 + b"b" * 8 + b"a" * 8),
        ("a longer copy", [(0, True, b"a" * 8), (0, True, b"x" * 16), (16, False, b"c")], b"a" * 8 + b"x" * 8 + b"c"),
        ("two ends", [(8, False, b"b"), (16, False, b"c"), (0, True, b"a" * 8)], b"a" * 8 + b"b"),
        ("an empty end", [(0, True, b"a" * 8), (8, False, b"")], b"a" * 8),
    ],
)  # fmt: skip
def test_a_datagram_put_together(title: str, pieces: list[Piece], whole: bytes) -> None:
    """The last piece completes it; what came first for a place stays there."""
    assert add_all(pieces) == [None] * (len(pieces) - 1) + [whole]


@pytest.mark.parametrize(
    ("title", "pieces"),
    [
        ("no beginning", [(8, True, b"b" * 8), (16, False, b"c")]),
        ("no end", [(0, True, b"a" * 8), (8, True, b"b" * 8)]),
        ("a hole", [(0, True, b"a" * 8), (16, False, b"c")]),
        ("a hole, and bytes behind the end", [(0, True, b"a" * 8), (16, False, b"c"), (24, True, b"d" * 80)]),
    ],
)
def test_a_datagram_that_lacks_a_piece(title: str, pieces: list[Piece]) -> None:
    """It waits."""
    assert set(add_all(pieces)) == {None}


@given(st.binary(min_size=2, max_size=300), st.data())
def test_any_way_to_send_the_same_datagram(data: bytes, draw: st.DataObject) -> None:
    """Split, order, duplication and overlap make no difference."""
    cuts = sorted({0, len(data), *draw.draw(st.lists(st.integers(1, len(data) - 1), max_size=8))})
    pieces = [(start, end < len(data), data[start:end]) for start, end in pairwise(cuts)]
    for start in draw.draw(st.lists(st.integers(0, len(data) - 1), max_size=8)):
        end = min(len(data), start + draw.draw(st.integers(1, 60)))
        pieces.append((start, end < len(data), data[start:end]))
    table = Fragments()
    whole = None
    for offset, more, piece in draw.draw(st.permutations(pieces)):
        whole = table.add(7, offset, more, piece, 0)
        if whole is not None:
            break
    assert whole == data
    assert (len(table.table), table.held, table.incomplete) == (0, 0, 0)


def test_datagrams_are_told_apart_by_key() -> None:
    """Pieces of two that arrive by turns."""
    table = Fragments()
    assert table.add(1, 0, True, b"a" * 8, 0) is None
    assert table.add(2, 0, True, b"b" * 8, 0) is None
    assert table.add(1, 8, False, b"A", 0) == b"a" * 8 + b"A"
    assert table.add(2, 8, False, b"B", 0) == b"b" * 8 + b"B"


@pytest.mark.parametrize(
    ("later", "whole"), [(0, True), (TIMEOUT - 1, True), (TIMEOUT, False), (-1, True), (-TIMEOUT, False)]
)
def test_the_time_that_pieces_have(later: int, whole: bool) -> None:
    """Too late, and the datagram before is given up. A clock that goes back a little does no harm."""
    table = Fragments()
    table.add(7, 0, True, b"a" * 8, TIMEOUT)
    found = table.add(7, 8, False, b"b", TIMEOUT + later)
    assert (found is not None) == whole
    assert table.incomplete == (0 if whole else 1)
    assert table.held == (0 if whole else 1)


def test_pieces_past_the_largest_datagram() -> None:
    """Offset and length reach 65,535 and no further; a flood of them leaves nothing behind."""
    table = Fragments()
    for key in range(3 * MAX_DATAGRAMS):
        assert table.add(key, MAX_DATAGRAM_BYTES - 7, False, b"x" * 8, 0) is None
    assert (table.oversize, len(table.table), table.held) == (3 * MAX_DATAGRAMS, 0, 0)
    table.add(7, 0, True, b"a" * (MAX_DATAGRAM_BYTES - 7), 0)
    assert table.add(7, MAX_DATAGRAM_BYTES - 7, False, b"b" * 7, 0) is not None


def test_so_many_pieces() -> None:
    """A datagram in tiny pieces is taken up to a limit, and its beginning kept until it is given up."""
    table = Fragments()
    for at in range(MAX_PIECES):
        table.add(7, 16 * at, True, b"x" * 8, 0)
    assert table.oversize == 0
    table.add(7, 16 * MAX_PIECES, True, b"x" * 8, 0)
    assert (table.oversize, table.held) == (1, 8 * MAX_PIECES)


def test_so_many_datagrams() -> None:
    """The oldest goes."""
    table = Fragments()
    for key in range(MAX_DATAGRAMS + 5):
        table.add(key, 0, True, b"x" * 8, 0)
    assert (len(table.table), table.incomplete, table.held) == (MAX_DATAGRAMS, 5, 8 * MAX_DATAGRAMS)
    assert 4 not in table.table
    assert 5 in table.table


def test_so_many_bytes() -> None:
    """Large datagrams push the oldest out earlier."""
    table = Fragments()
    for key in range(200):
        table.add(key, 0, True, b"x" * 65528, 0)
        assert table.held <= MAX_TOTAL_BYTES
    assert table.incomplete == 200 - MAX_TOTAL_BYTES // 65528


def test_the_capture_ends() -> None:
    """What is half is given up and counted."""
    table = Fragments()
    table.add(1, 0, True, b"a" * 8, 0)
    table.add(2, 8, False, b"a" * 8, 0)
    table.flush()
    assert (len(table.table), table.incomplete, table.held) == (0, 2, 0)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.integers(0, 8191).map(lambda units: 8 * units),
            st.booleans(),
            st.integers(0, 40).map(bytes),
            st.integers(-2 * TIMEOUT, 2 * TIMEOUT),
        ),
        max_size=80,
    )
)
def test_any_pieces(pieces: list[tuple[int, int, bool, bytes, int]]) -> None:
    """Nothing raises, what is held is counted right, and small limits hold."""
    table = Fragments()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fragments, "MAX_DATAGRAMS", 4)
        patch.setattr(fragments, "MAX_PIECES", 5)
        patch.setattr(fragments, "MAX_TOTAL_BYTES", 150)
        for key, offset, more, data, now in pieces:
            table.add(key, offset, more, data, now)
            assert len(table.table) <= 4
            assert table.held == sum(datagram.pieces.held for datagram in table.table.values()) <= 150
            assert all(len(datagram.pieces) <= 5 for datagram in table.table.values())

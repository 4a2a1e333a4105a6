"""Records followed from segment to segment."""

import itertools

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.tls.consts import MAX_RECORD
from sensor.protocols.tls.records import MAX_STEPS, Record, RecordWalk, walk

STREAM = (
    tls.record(b"\2\0\0\1!")
    + tls.record(b"\1", tls.CCS)
    + tls.record(b"\2\x28", tls.ALERT)
    + tls.record(b"", tls.DATA)
    + tls.record(bytes(3000), tls.DATA, 0x0303)
    + tls.record(b"last", tls.DATA, 0x0303)
)
WHOLE = [
    Record(22, 5, 2),
    Record(20, 1, 1),
    Record(21, 2, 2),
    Record(23, 0, -1),
    Record(23, 3000, 0),
    Record(23, 4, 108),
]


def kinds(found: list[Record]) -> list[tuple[int, int]]:
    """Kind and length: a first byte may come in the next segment."""
    return [(record.kind, record.length) for record in found]


def test_all_records_of_a_segment_are_told() -> None:
    """With the first byte of each, which is the level of a plain alert."""
    assert walk(STREAM, 0) == (WHOLE, len(STREAM))
    assert walk(STREAM[:5], 0) == ([Record(22, 5, -1)], 10)


@given(st.sets(st.integers(1, len(STREAM) - 1), max_size=30), st.integers(0, 2**32 - 1))
def test_segments_of_any_size_tell_the_same(cuts: set[int], start: int) -> None:
    """Headers may lie across segments, and sequence numbers may wrap."""
    follow = RecordWalk()
    found: list[Record] = []
    for at, stop in itertools.pairwise([0, *sorted(cuts), len(STREAM)]):
        found += follow.records((start + at) & 0xFFFFFFFF, STREAM[at:stop])
    assert kinds(found) == kinds(WHOLE)


def test_what_comes_again_does_not_move_the_place() -> None:
    """A segment that is sent again tells its records again, and what follows is still found."""
    follow = RecordWalk()
    follow.records(0, STREAM)
    assert kinds(follow.records(0, STREAM)) == kinds(WHOLE)
    assert kinds(follow.records(len(STREAM), tls.record(b"more", tls.DATA))) == [(23, 4)]


def test_bytes_inside_a_record_are_no_header() -> None:
    """Only where no place is known is a segment's start taken for one."""
    follow = RecordWalk()
    inside = b"\x99" * 100 + tls.record(b"fake", tls.DATA)
    follow.records(0, b"\x17\3\3" + (2 * len(inside)).to_bytes(2))
    assert follow.records(5, inside) == []
    follow.records(5 + len(inside), inside)
    assert kinds(follow.records(5 + 2 * len(inside), tls.record(b"next"))) == [(22, 4)]


def test_a_gap_is_passed_where_a_segment_begins_with_a_record() -> None:
    """Else nothing is said until one does."""
    follow = RecordWalk()
    follow.records(0, tls.record(b"one"))
    assert follow.records(5000, b"in the middle") == []
    assert kinds(follow.records(9000, tls.record(b"two"))) == [(22, 3)]
    assert kinds(follow.records(9008, tls.record(b"three"))) == [(22, 5)]
    assert kinds(follow.records(8, tls.record(b"late"))) == [(22, 4)]


@pytest.mark.parametrize(
    "header",
    [
        b"\x13\3\3\0\1",
        b"\x18\3\3\0\1",
        b"\x16\2\3\0\1",
        b"\x16\3\5\0\1",
        b"\x16\3\3\0\0",
        b"\x17\3\3" + (MAX_RECORD + 1).to_bytes(2),
    ],
)
def test_what_is_no_header_ends_the_walk(header: bytes) -> None:
    """Kind, version and length have to be possible."""
    assert walk(tls.record(b"ok") + header + b"x", 0) == ([Record(22, 2, 111)], 7)
    follow = RecordWalk()
    follow.records(0, tls.record(b"ok") + header + b"x")
    assert follow.next is None


def test_the_records_of_one_segment_are_bounded() -> None:
    """A segment of the smallest records costs a bounded number of steps."""
    assert len(walk(tls.record(b"", tls.DATA) * (MAX_STEPS + 10), 0)[0]) == MAX_STEPS


@given(st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=60)), max_size=20))
def test_any_bytes_in_any_order_are_taken(segments: list[tuple[int, bytes]]) -> None:
    """Nothing raises, and no more than the beginning of a header is kept."""
    follow = RecordWalk()
    for seq, segment in segments:
        follow.records(seq, segment)
        assert len(follow.part) < 5


def test_random_order_of_whole_records_loses_none() -> None:
    """Each segment that begins with a record tells it, whatever came before."""
    order = [at * 7 % 20 for at in range(20)]
    follow = RecordWalk()
    piece = tls.record(b"twelve bytes", tls.DATA)
    assert [len(follow.records(at * len(piece), piece)) for at in order] == [1] * 20

"""Streams: the same bytes, however they arrive, and never more than the limits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.flows.consts import PENDING_BYTES, PENDING_SEGMENTS, STREAM_BYTES, STREAM_FULL, STREAM_OK
from sensor.flows.stream import Stream

NEAR_THE_END = 0xFFFFFFF0
"""A sequence number after which 16 bytes fit."""


def filled(base: int, *segments: tuple[int, bytes]) -> Stream:
    """Return a stream that took *segments*: (offset from *base*, bytes)."""
    stream = Stream(base)
    for offset, data in segments:
        assert stream.add((base + offset) & 0xFFFFFFFF, data, 0, len(data)) == STREAM_OK
    return stream


@pytest.mark.parametrize("base", [0, 1000, NEAR_THE_END, 0xFFFFFFFF])
@pytest.mark.parametrize(
    ("title", "segments", "buffer"),
    [
        ("in order", [(0, b"abc"), (3, b"def")], b"abcdef"),
        ("out of order", [(3, b"def"), (6, b"ghi"), (0, b"abc")], b"abcdefghi"),
        ("twice", [(0, b"abc"), (0, b"abc"), (3, b"def"), (0, b"abc")], b"abcdef"),
        ("overlapping", [(0, b"abcd"), (2, b"cdef")], b"abcdef"),
        ("overlapping what waits", [(6, b"ghi"), (4, b"efgh"), (0, b"abcd")], b"abcdefghi"),
        ("around what waits", [(4, b"ef"), (0, b"abcdefghijklmnopqrst")], b"abcdefghijklmnopqrst"),
        ("a gap", [(0, b"abc"), (4, b"ef")], b"abc"),
        ("older than the base", [(-4, b"wxyzab"), (2, b"c")], b"abc"),
        ("older altogether", [(-4, b"wx"), (0, b"abc")], b"abc"),
        ("empty", [(0, b""), (9, b""), (0, b"abc")], b"abc"),
        ("over the end of the numbers", [(12, b"mnopqr"), (0, b"abcdefghijkl")], b"abcdefghijklmnopqr"),
        ("another copy of what is there", [(0, b"abc"), (0, b"XXXX")], b"abcX"),
        ("another copy of what waits", [(4, b"ef"), (2, b"CDXX"), (0, b"ab")], b"abCDef"),
        ("another copy of what waits, in order", [(2, b"cd"), (0, b"abXXe")], b"abcde"),
    ],
)
def test_segments(base: int, title: str, segments: list[tuple[int, bytes]], buffer: bytes) -> None:
    """What came first for a place stays there."""
    assert bytes(filled(base, *segments).buffer) == buffer


@st.composite
def arrivals(draw: st.DrawFn) -> tuple[bytes, list[tuple[int, bytes]]]:
    """Bytes, and segments of them in any order, among them some twice and some that overlap."""
    data = draw(st.binary(min_size=1, max_size=200))
    cuts = sorted({0, len(data), *draw(st.lists(st.integers(0, len(data)), max_size=12))})
    segments = [(start, data[start:end]) for start, end in pairwise(cuts)]
    again = draw(st.lists(st.tuples(st.integers(0, len(data)), st.integers(0, 60)), max_size=12))
    return data, draw(st.permutations(segments + [(start, data[start : start + size]) for start, size in again]))


@given(arrivals(), st.sampled_from([0, 7, 0xFFFFFFFF - 50, 0xFFFFFFFF]))
def test_any_way_to_send_the_same_bytes(sent: tuple[bytes, list[tuple[int, bytes]]], base: int) -> None:
    """Split, order, duplication and overlap make no difference, and nothing is left waiting."""
    data, segments = sent
    stream = filled(base, *segments)
    assert bytes(stream.buffer) == data
    assert not stream.pending
    assert stream.held() == len(data)


@given(arrivals(), st.data())
def test_reading_while_it_arrives(sent: tuple[bytes, list[tuple[int, bytes]]], data: st.DataObject) -> None:
    """Bytes taken off the front as they come, or skipped before they come, change nothing in those that follow."""
    whole, segments = sent
    base = NEAR_THE_END
    stream = Stream(base)
    at = 0
    for offset, segment in segments:
        stream.add((base + offset) & 0xFFFFFFFF, segment, 0, len(segment))
        assert bytes(stream.buffer) == whole[at : at + len(stream.buffer)]
        count = data.draw(st.integers(0, min(len(stream.buffer) + 5, len(whole) - at)))
        stream.consume(count)
        at += count
    assert bytes(stream.buffer) == whole[at:]
    assert not stream.pending


def test_data_stands_anywhere_in_a_buffer() -> None:
    """Only ``data[pos:end]`` is taken."""
    stream = Stream(5)
    stream.add(5, b"..abc..", 2, 5)
    stream.add(7, memoryview(b"..cdef.."), 2, 6)
    assert bytes(stream.buffer) == b"abcdef"


def test_the_buffer_holds_so_much() -> None:
    """A byte more is refused, and what is there stays."""
    stream = filled(0, (0, b"a" * STREAM_BYTES))
    assert stream.add(STREAM_BYTES, b"b", 0, 1) == STREAM_FULL
    assert stream.add(0, b"c" * 100, 0, 100) == STREAM_OK, "nothing new is in it"
    assert bytes(stream.buffer) == b"a" * STREAM_BYTES
    stream.consume(1)
    assert stream.add(STREAM_BYTES, b"b", 0, 1) == STREAM_OK
    assert stream.held() == STREAM_BYTES


def test_so_many_bytes_wait() -> None:
    """Those that close the gap are taken although no more may wait."""
    stream = filled(0, (10, b"w" * PENDING_BYTES))
    assert stream.add(5, b"x", 0, 1) == STREAM_FULL
    assert stream.held() == PENDING_BYTES
    assert stream.add(0, b"a" * 10, 0, 10) == STREAM_OK


def test_what_waits_does_not_get_lost_in_a_full_buffer() -> None:
    """It waits on where the buffer has no room for it, until bytes are taken off."""
    stream = filled(0, (10, b"w" * PENDING_BYTES), (0, b"a" * 10))
    assert len(stream.buffer) == 10
    stream.consume(4)
    assert len(stream.buffer) == 6
    stream.consume(6)
    assert bytes(stream.buffer) == b"w" * PENDING_BYTES
    assert not stream.pending


def test_so_many_segments_wait() -> None:
    """A flood of single bytes with gaps between them comes to an end."""
    stream = filled(0, *((2 * at + 1, b"x") for at in range(PENDING_SEGMENTS)))
    assert stream.add(2 * PENDING_SEGMENTS + 1, b"x", 0, 1) == STREAM_FULL
    assert stream.add(1, b"x", 0, 1) == STREAM_OK, "it waits already"
    assert len(stream.pending) == PENDING_SEGMENTS
    assert stream.add(0, b"a" * 200, 0, 200) == STREAM_OK
    assert len(stream.buffer) == 200


def test_skipping_what_is_yet_to_come() -> None:
    """The body of a request is skipped before it is there; it is never kept."""
    stream = filled(0xFFFFFFFE, (0, b"head"))
    stream.consume(14)
    assert (stream.base, stream.held()) == (12, 0)
    assert stream.add(2, b"0123456789", 0, 10) == STREAM_OK
    assert stream.held() == 0
    assert stream.add(12, b"next", 0, 4) == STREAM_OK
    assert bytes(stream.buffer) == b"next"


def test_skipping_into_what_waits() -> None:
    """What lies before the new beginning goes, what lies behind it comes to the front."""
    stream = filled(0, (0, b"head"), (6, b"ghi"), (9, b"jkl"), (20, b"u"))
    stream.consume(10)
    assert bytes(stream.buffer) == b"kl"
    assert stream.pending.parts == [(20, b"u")]
    assert stream.held() == 3


@given(st.lists(st.tuples(st.integers(0, 0xFFFFFFFF), st.integers(0, 9000), st.integers(0, 9000)), max_size=60))
def test_any_segments(segments: list[tuple[int, int, int]]) -> None:
    """Nothing raises, and the limits hold, whatever numbers a sender makes up."""
    stream = Stream(0)
    zeros = bytes(9000)
    for seq, size, count in segments:
        stream.add(seq, zeros, 0, size)
        stream.consume(count)
        assert len(stream.buffer) <= STREAM_BYTES
        assert stream.pending.held <= PENDING_BYTES
        assert len(stream.pending) <= PENDING_SEGMENTS

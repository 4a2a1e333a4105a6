"""Handshake bytes from pieces in any order."""

import itertools
import random

import pytest
from builders import quic
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import HELLO_VALUES, chlo

from sensor.protocols.quic.consts import MAX_CRYPTO, MAX_PIECES
from sensor.protocols.quic.crypto import CryptoStream, lacking

HELLO = quic.client_hello("a.example")


def stream(data: bytes) -> CryptoStream:
    """Return the stream of a hello's beginning."""
    made = CryptoStream()
    made.add(0, data)
    return made


def test_pieces_in_order() -> None:
    """What is there without a gap is ready."""
    stream = CryptoStream()
    assert stream.ready == 0
    for at in range(0, 100, 10):
        assert stream.add(at, bytes(range(at, at + 10)))
        assert stream.ready == at + 10
    assert (bytes(stream.buffer), stream.starts, stream.stops) == (bytes(range(100)), [0], [100])


def test_a_gap_holds_the_rest_back() -> None:
    """Until it is closed."""
    stream = CryptoStream()
    stream.add(20, b"c" * 10)
    stream.add(0, b"a" * 10)
    assert (stream.ready, stream.starts, stream.stops) == (10, [0, 20], [10, 30])
    stream.add(10, b"b" * 10)
    assert (stream.ready, bytes(stream.buffer)) == (30, b"a" * 10 + b"b" * 10 + b"c" * 10)


def test_what_came_first_stays() -> None:
    """A later copy that differs changes nothing, and fills only what was missing."""
    stream = CryptoStream()
    stream.add(5, b"first")
    stream.add(12, b"first")
    stream.add(0, b"second" * 4)
    assert bytes(stream.buffer) == b"seconfirstndfirstdsecond"
    assert (stream.starts, stream.stops) == ([0], [24])


def test_limits_hold() -> None:
    """Bytes, and runs that wait; an empty piece takes no room."""
    stream = CryptoStream()
    assert stream.add(MAX_CRYPTO - 1, b"x")
    assert not stream.add(MAX_CRYPTO, b"x")
    assert not stream.add(1 << 61, b"x")
    assert stream.add(500, b"")
    assert (len(stream.buffer), stream.starts) == (MAX_CRYPTO, [MAX_CRYPTO - 1])
    for at in range(2 * MAX_PIECES, 0, -2):
        stream.add(at, b"y")
    assert len(stream.starts) == MAX_PIECES
    assert not stream.add(0, b"z")


@given(st.data(), st.binary(min_size=1, max_size=300))
def test_any_pieces_in_any_order_give_the_whole(data: st.DataObject, whole: bytes) -> None:
    """Cut anywhere, repeated, overlapping, shuffled."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(whole)), max_size=20)) | {0, len(whole)})
    pieces = list(itertools.pairwise(cuts))
    extra = data.draw(st.lists(st.tuples(st.integers(0, len(whole)), st.integers(0, len(whole))), max_size=10))
    pieces += [(min(pair), max(pair)) for pair in extra]
    stream = CryptoStream()
    covered: set[int] = set()
    for start, stop in data.draw(st.permutations(pieces)):
        assert stream.add(start, whole[start:stop])
        covered |= set(range(start, stop))
        ready = next(at for at in range(len(whole) + 1) if at not in covered)
        assert stream.ready == ready
        assert bytes(stream.buffer[:ready]) == whole[:ready]
    assert bytes(stream.buffer) == whole


@pytest.mark.parametrize("seed", range(3))
def test_a_hello_in_single_bytes(seed: int) -> None:
    """As slicing clients send it, in no order; runs melt together, so that few are kept."""
    whole = random.Random(seed).randbytes(1700)  # noqa: S311 - a test
    places = list(range(len(whole)))
    random.Random(seed).shuffle(places)  # noqa: S311
    stream = CryptoStream()
    for at in places:
        assert stream.add(at, whole[at : at + 1])
    assert (bytes(stream.buffer), stream.starts) == (whole, [0])


def test_what_lacks_is_known_from_the_length() -> None:
    """At least four bytes for that; another message, or one of 16 MB, is none."""
    assert lacking(None, 1) == 4
    for size, lacks in ((0, 4), (3, 1), (4, len(HELLO) - 4), (len(HELLO) - 1, 1), (len(HELLO), 0)):
        assert lacking(stream(HELLO[:size]), 1) == lacks
    assert lacking(stream(HELLO + b"more"), 1) == 0
    assert lacking(stream(b"\2" + HELLO[1:]), 1) == -1
    assert lacking(stream(b"\1\xff\xff\xff"), 1) == -1


def test_a_chlo_lacks_its_table_first() -> None:
    """Its size stands at the table's end."""
    message = chlo(HELLO_VALUES)
    for size, lacks in ((9, 1), (len(message) - 5, 5), (len(message), 0)):
        assert lacking(stream(message[:size]), 0x51303530) == lacks
    assert lacking(stream(HELLO), 0x51303530) == -1

"""Segments in any order and of any size, and the heads that they make."""

import itertools

import pytest
from builders import frames, tls
from engine.spoken import CONNECT, GET, HELLO, IN_RECORDS, POST, QUESTIONS, SECOND
from engine.stage import RST, SYN, SYN_ACK, Stage, client, play, reordered, segments, server
from hypothesis import given
from hypothesis import strategies as st

STREAMS = {
    "hello": (HELLO, 443),
    "hello over records": (IN_RECORDS, 8443),
    "large hello": (tls.record(tls.client_hello("a.example", post_quantum=True)), 443),
    "requests": (GET + POST + SECOND + GET, 80),
    "a tunnel": (CONNECT + HELLO, 3128),
    "questions": (QUESTIONS, 53),
}


@pytest.mark.parametrize("stream", STREAMS)
@given(data=st.data())
def test_the_order_and_size_of_segments_do_not_matter(stream: str, data: st.DataObject) -> None:
    """Cut anywhere, in any order, some twice or overlapping: the observations are those of the whole."""
    content, port = STREAMS[stream]
    cuts = sorted(data.draw(st.sets(st.integers(1, len(content) - 1), max_size=12)))
    pieces = [client(content[a:b], a) for a, b in itertools.pairwise([0, *cuts, len(content)])]
    overlaps = [
        client(content[a : a + size], a)
        for a, size in data.draw(st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(1, 400)), max_size=4))
    ]
    steps = [*pieces, *overlaps]
    order = data.draw(st.permutations(range(len(steps))))
    again = data.draw(st.lists(st.sampled_from(order), max_size=4))
    assert play(SYN, *reordered(steps, [*order, *again]), dport=port) == play(SYN, client(content), dport=port)


def test_sequence_numbers_wrap_around() -> None:
    """Inside a hello, inside a body, and between segments that come in the wrong order."""
    for isn in (0xFFFFFFFF - at for at in (0, 1, 50, len(HELLO) - 1, len(HELLO), len(HELLO) + 1)):
        assert play(SYN, *segments(HELLO, 60), isn=isn) == ["tls a.example"]
        assert play(SYN, *reversed(segments(HELLO, 60)), isn=isn) == ["tls a.example"]
        assert len(play(SYN, client(POST), client(SECOND), isn=isn)) == 2


def test_an_unfinished_head_is_told_with_its_ends() -> None:
    """Long after its frames are gone from the batch."""
    stage = Stage().play(SYN, client(HELLO[:100], 0), client(HELLO[100:250]), end=False)
    assert stage.seen == []
    stage.feed(frames.ethernet(frames.udp("192.0.2.1", "192.0.2.2", 1, 2, b"x" * 900)))
    stage.pipeline.flush()
    assert stage.seen == ["tls a.example"]
    told = stage.observations[0]
    assert (told.src, told.sport, told.dst, told.dport, told.frame) == ("10.0.0.7", 50000, "203.0.113.9", 443, 2)
    assert (told.src_mac, told.dst_mac) == (frames.CLIENT_MAC, frames.SERVER_MAC)
    assert stage.tally.tls_incomplete == 1
    assert stage.tally.streams_dropped == 1


def test_a_hello_that_the_capture_cut_is_watched_too() -> None:
    """Its outcome is as good as that of a whole one."""
    stage = Stage(wanted=["a.example"])
    stage.play(
        SYN,
        SYN_ACK,
        client(HELLO, kept=250),
        server(tls.server_flight13()),
        client(tls.client_finish13()),
        server(tls.data(900)),
    )
    assert stage.told[0].startswith("succeeded: handshake completed")


def test_what_is_seen_in_pieces_is_watched_too() -> None:
    """A hello over segments, as those of today's browsers are."""
    stage = Stage(wanted=["a.example"])
    stage.play(SYN, SYN_ACK, *segments(HELLO, 100), RST)
    assert stage.told == ["refused: reset by 203.0.113.9"]

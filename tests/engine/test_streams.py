"""The budget of all streams together, and what becomes of those that it pushes out."""

import pytest
from builders import http, tls
from engine.stage import SYN, Stage, Talk, client, segments
from hypothesis import given
from hypothesis import strategies as st

from sensor.decode.packet import Packet
from sensor.engine import streams as module
from sensor.engine.streams import Streams
from sensor.flows.consts import STATE_DNS, STATE_HTTP, STATE_OPEN, STREAM_BYTES, STREAM_OVERHEAD
from sensor.protocols.http.consts import MAX_METHOD

HELLO = tls.record(tls.client_hello("a.example"))


def packet(flow: int = 1, direction: int = 0) -> Packet:
    """Return a packet of a flow."""
    made = Packet()
    made.data = bytes(range(64))
    made.mac = 0
    made.src = 26
    made.dst = 30
    made.address_length = 4
    made.flow = flow
    made.direction = direction
    return made


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.sampled_from(["open", "add", "consume", "close", "pop"]), st.integers(0, 3000))
    )
)
def test_what_is_held_is_what_the_streams_hold(steps: list[tuple[int, str, int]]) -> None:
    """Whatever is done with them, the sum is right; and nothing is left when all are gone."""
    streams = Streams()
    for flow, verb, number in steps:
        stream = streams.find(flow, 0)
        if verb == "open" and stream is None:
            streams.open(packet(flow), 100, STATE_OPEN)
        elif verb == "pop":
            streams.pop()
        elif verb == "close":
            streams.close(flow, 0)
        elif stream is not None and verb == "add":
            streams.add(stream, 100 + number, bytes(200), 0, 200)
        elif stream is not None and verb == "consume":
            streams.consume(stream, number)
        assert streams.held == sum(one.held() + STREAM_OVERHEAD for one in streams.table.values())
    while streams.pop() is not None:
        pass
    assert (streams.held, streams.close(1, 0), streams.find(1, 0), streams.make_room()) == (0, None, None, None)


def test_a_stream_belongs_to_one_direction() -> None:
    """Both directions of a conversation are collected apart."""
    streams = Streams()
    streams.open(packet(1, 0), 5, STATE_OPEN)
    streams.open(packet(1, 1), 9, STATE_HTTP)
    first, second = streams.find(1, 0), streams.find(1, 1)
    assert first is not None
    assert second is not None
    assert (first.base, first.state, second.base, second.state) == (5, STATE_OPEN, 9, STATE_HTTP)
    assert streams.pop() is first
    assert streams.find(1, 1) is second


def test_a_stream_that_is_full_says_so() -> None:
    """And keeps what it has."""
    streams = Streams()
    streams.open(packet(), 0, STATE_OPEN)
    stream = streams.find(1, 0)
    assert stream is not None
    assert streams.add(stream, 0, bytes(STREAM_BYTES), 0, STREAM_BYTES)
    assert not streams.add(stream, STREAM_BYTES, b"x", 0, 1)
    assert len(stream.buffer) == STREAM_BYTES


def test_a_request_head_is_looked_at_again_when_its_end_came() -> None:
    """One that is sent byte by byte costs no more than one sent whole."""
    streams = Streams()
    streams.open(packet(), 0, STATE_HTTP)
    stream = streams.find(1, 0)
    assert stream is not None
    assert not streams.worth_reading(stream)
    looks = 0
    data = http.request("/x", "a.example")
    for at in range(len(data)):
        streams.add(stream, at, data, at, at + 1)
        if streams.worth_reading(stream):
            looks += 1
            streams.unread(stream)
    assert looks == MAX_METHOD + 1  # until the method is sure, and at the last byte
    stream.state = STATE_DNS
    stream.read_to = len(stream.buffer) - 1
    assert streams.worth_reading(stream)


@pytest.mark.parametrize("end", [b"\r\n\r\n", b"\n\n", b"\n\r\n"])
def test_the_end_of_a_head_is_seen_across_segments(end: bytes) -> None:
    """Wherever it is cut."""
    for cut in range(len(end)):
        streams = Streams()
        streams.open(packet(), 0, STATE_HTTP)
        stream = streams.find(1, 0)
        assert stream is not None
        streams.add(stream, 0, b"GET / HTTP/1.1" + end[:cut], 0, 14 + cut)
        streams.unread(stream)
        streams.add(stream, 14 + cut, end[cut:], 0, len(end) - cut)
        assert streams.worth_reading(stream)


def test_half_open_hellos_stay_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many a flood begins, the oldest goes; what it has still yields its name."""
    monkeypatch.setattr(module, "MAX_STREAMS", 50)
    stage = Stage()
    for sport in range(2000, 2200):
        stage.play(SYN, client(HELLO[:250]), talk=Talk(sport=sport), end=False)
        assert len(stage.pipeline.tcp.streams.table) <= 50
    assert stage.seen == ["tls a.example"] * 150
    assert [observation.sport for observation in stage.observations] == list(range(2000, 2150))
    stage.pipeline.flush()
    assert stage.seen == ["tls a.example"] * 200
    assert stage.tally.streams_dropped == 200


def test_the_bytes_of_all_streams_stay_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when none is opened any more and those that are there grow."""
    monkeypatch.setattr(module, "MAX_STREAM_BYTES", 200_000)
    stage = Stage()
    talks = [Talk(sport=sport) for sport in range(2000, 2050)]
    for talk in talks:
        stage.play(SYN, client(b"GET / HTTP/1.1\r\n"), talk=talk, end=False)
    for _ in range(20):
        for talk in talks:
            stage.play(client(b"X: " + b"y" * 1300), talk=talk, end=False)
            assert stage.pipeline.tcp.streams.held < 200_000 + 2000
    assert stage.tally.streams_dropped > 0


def test_a_conversation_pushed_out_of_the_table_yields_its_name() -> None:
    """The flow table forgets whom it has not heard of longest."""
    stage = Stage()
    stage.pipeline.table.limit = stage.pipeline.table.size
    stage.play(SYN, client(HELLO[:250]), end=False)
    for sport in range(1024, 60000, 3):
        if stage.seen:
            break
        stage.play(SYN, talk=Talk(sport=sport, dst="203.0.113.10"), end=False)
    assert stage.seen == ["tls a.example"]
    assert stage.pipeline.tcp.streams.held == 0


def test_requests_behind_a_lost_segment_are_not_lost() -> None:
    """They wait for it in vain, and are read in the end."""
    requests = [http.request(f"/{number}", "a.example") for number in range(100)]
    steps = [SYN]
    at = 0
    for number, request in enumerate(requests):
        if number != 10:
            steps.append(client(request, at))
        at += len(request)
    stage = Stage().play(*steps)
    assert sorted(stage.seen) == sorted(f"http GET a.example/{number}" for number in range(100) if number != 10)
    assert stage.tally.stream_gaps == 1


def test_a_stream_of_one_byte_segments_ends_at_its_limit() -> None:
    """Segments that wait are counted, not only their bytes."""
    hello = tls.record(tls.client_hello("a.example"))
    stage = Stage().play(SYN, *segments(hello, 1)[1:][::-1], end=False)
    assert stage.pipeline.tcp.streams.held < 100_000
    stage.pipeline.flush()
    assert stage.pipeline.tcp.streams.held == 0

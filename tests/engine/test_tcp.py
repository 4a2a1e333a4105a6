"""The heads of TCP conversations, in whatever order and pieces their segments come."""

import pytest
from builders import dns, frames, http, tls
from engine.spoken import (
    CHUNKED,
    CONNECT,
    ESTABLISHED,
    GET,
    HELLO,
    IN_RECORDS,
    NOT_OURS,
    POST,
    QUESTION,
    QUESTIONS,
    SECOND,
    UPLOAD,
)
from engine.stage import FIN, RST, SYN, SYN_ACK, Stage, Step, Talk, client, play, segments, server
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.http.consts import MAX_BODY

SCRIPTS: dict[str, tuple[list[Step], list[str]]] = {
    "hello": ([SYN, SYN_ACK, client(HELLO)], ["tls a.example"]),
    "hello without a beginning": ([client(HELLO, 7000)], ["tls a.example"]),
    "hello in the SYN (RFC 7413)": ([client(HELLO, flags=frames.SYN)], ["tls a.example"]),
    "half of it in the SYN": ([client(HELLO[:99], flags=frames.SYN), client(HELLO[99:])], ["tls a.example"]),
    "hello over records": ([SYN, client(IN_RECORDS)], ["tls a.example"]),
    "hello byte by byte": ([SYN, *segments(HELLO, 1)], ["tls a.example"]),
    "hello backwards": ([SYN, *reversed(segments(HELLO, 50))], ["tls a.example"]),
    "hello twice": ([SYN, client(HELLO, 0), client(HELLO, 0)], ["tls a.example"]),
    "first byte, then the whole again": ([SYN, client(HELLO[:1], 0), client(HELLO, 0)], ["tls a.example"]),
    "segments that overlap": ([SYN, client(HELLO[:99], 0), client(HELLO[150:], 150), client(HELLO[50:200], 50)], ["tls a.example"]),
    "a copy that differs comes too late": (
        [SYN, client(HELLO[:150], 0), client(HELLO[:150].replace(b"a.example", b"b.example"), 0), client(HELLO[150:], 150)],
        ["tls a.example"],
    ),
    "a second hello is protected or none": ([SYN, client(HELLO), client(HELLO)], ["tls a.example"]),
    "its end is lost": ([SYN, client(HELLO[:-10])], ["tls a.example"]),
    "its beginning is lost": ([SYN, client(HELLO[50:], 50)], []),
    "cut by the capture": ([SYN, client(HELLO, kept=250), server(NOT_OURS)], ["tls a.example"]),
    "cut before the name": ([SYN, client(HELLO, kept=60)], []),
    "hello of the side that was called": ([SYN, SYN_ACK, server(HELLO)], ["tls a.example"]),
    "another protocol": ([SYN, SYN_ACK, server(NOT_OURS), client(b"EHLO x\r\n")], []),
    "another protocol turns into TLS": (
        [SYN, SYN_ACK, server(NOT_OURS), client(b"STARTTLS\r\n"), server(b"220 go\r\n"), client(HELLO)],
        ["tls a.example"],
    ),
    "through SOCKS": ([SYN, client(b"\5\1\0"), server(b"\5\0"), client(b"\5\1\0\3"), client(HELLO)], ["tls a.example"]),
    "request": ([SYN, client(GET), server(ESTABLISHED)], ["http GET a.example/x"]),
    "requests, one after the other": (
        [SYN, client(GET), server(ESTABLISHED), client(SECOND), server(ESTABLISHED), client(GET)],
        ["http GET a.example/x", "http GET b.example/y", "http GET a.example/x"],
    ),
    "pipelined": ([SYN, client(GET + SECOND + GET)], ["http GET a.example/x", "http GET b.example/y", "http GET a.example/x"]),
    "pipelined byte by byte": ([SYN, *segments(GET + SECOND, 1)], ["http GET a.example/x", "http GET b.example/y"]),
    "the second comes first": (
        [SYN, client(SECOND, len(GET)), client(GET, 0)],
        ["http GET a.example/x", "http GET b.example/y"],
    ),
    "the first is lost": (
        [SYN, client(SECOND, len(GET)), client(GET, len(GET + SECOND))],
        ["http GET b.example/y", "http GET a.example/x"],
    ),
    "a body is no request": ([SYN, client(POST + SECOND)], ["http POST a.example/p", "http GET b.example/y"]),
    "a body in its own segment": (
        [SYN, client(POST[:-40]), client(POST[-40:]), client(SECOND)],
        ["http POST a.example/p", "http GET b.example/y"],
    ),
    "a body of which nothing was captured": (
        [SYN, client(UPLOAD), client(SECOND, len(UPLOAD) + 5000)],
        ["http POST a.example/p", "http GET b.example/y"],
    ),
    "a body of unknown length": (
        [SYN, client(CHUNKED + b"5\r\nGET /\r\n0\r\n\r\n"), client(SECOND)],
        ["http POST a.example/c", "http GET b.example/y"],
    ),
    "two lengths that differ": (
        [SYN, client(http.request("/p", "a.example", method="POST", headers={"Content-Length": "5", "content-length": "0"}) + SECOND)],
        ["http POST a.example/p"],
    ),
    "a length beyond all sequence numbers": (
        [SYN, client(http.request("/p", "a.example", headers={"Content-Length": str(MAX_BODY + 1)})), client(SECOND)],
        ["http GET a.example/p", "http GET b.example/y"],
    ),
    "a negative length": (
        [SYN, client(http.request("/p", "a.example", headers={"Content-Length": "-5"})), client(SECOND)],
        ["http GET a.example/p", "http GET b.example/y"],
    ),
    "a head without an end": ([SYN, client(GET[:-2])], ["http GET a.example/x"]),
    "a head longer than is kept": (
        [SYN, *segments(GET[:-2] + b"X: " + b"y" * 90000 + b"\r\n\r\n", 1400)],
        ["http GET a.example/x"],
    ),
    "requests without a beginning": ([client(GET, 9000), client(SECOND)], ["http GET a.example/x", "http GET b.example/y"]),
    "no request of the side that was called": ([SYN, SYN_ACK, server(b"HTTP/1.1 200 OK\r\n\r\n"), server(GET)], []),
    "cut by the capture behind its head": (
        [SYN, client(POST + bytes(100), kept=len(POST)), client(SECOND)],
        ["http POST a.example/p", "http GET b.example/y"],
    ),
    "cut by the capture inside its head": ([SYN, client(GET, kept=50), client(SECOND)], ["http GET a.example/x", "http GET b.example/y"]),
    "through a proxy": (
        [SYN, client(CONNECT), server(ESTABLISHED), client(HELLO)],
        ["http CONNECT c.example" + "c.example:443", "tls a.example"],
    ),
    "through a proxy in one segment": ([SYN, client(CONNECT + HELLO)], ["http CONNECT c.examplec.example:443", "tls a.example"]),
    "through a proxy in pieces": (
        [SYN, *segments(CONNECT + HELLO, 70)],
        ["http CONNECT c.examplec.example:443", "tls a.example"],
    ),
    "a request through a proxy": ([SYN, client(CONNECT + GET)], ["http CONNECT c.examplec.example:443", "http GET a.example/x"]),
    "refused": ([SYN, RST], []),
    "reset behind the hello": ([SYN, SYN_ACK, client(HELLO), RST], ["tls a.example"]),
    "closed inside the hello": ([SYN, client(HELLO[:250], 0), FIN], ["tls a.example"]),
    "SYN twice": ([SYN, SYN, client(HELLO)], ["tls a.example"]),
    "nothing": ([SYN, SYN_ACK, client(), FIN], []),
    "noise": ([SYN, client(bytes(range(256))), client(b"\x16\3\1\2\0\2" + bytes(50))], []),
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_seen_in_a_conversation(script: str) -> None:
    """Each script of steps, and the observations that it leads to."""
    steps, expected = SCRIPTS[script]
    assert play(*steps, dport=8080) == expected


DNS_SCRIPTS: dict[str, tuple[list[Step], list[str]]] = {
    "question and answer": (
        [SYN, client(QUESTION), server(dns.over_tcp(dns.response("a.example")))],
        ["dns a.example", "dns a.example"],
    ),
    "several": ([SYN, client(QUESTIONS)], ["dns a.example", "dns b.example", "dns c.example"]),
    "byte by byte": ([SYN, *segments(QUESTIONS, 1)], ["dns a.example", "dns b.example", "dns c.example"]),
    "the length in a segment of its own": ([SYN, client(QUESTION[:2]), client(QUESTION[2:])], ["dns a.example"]),
    "the same without a beginning": ([client(QUESTION[:2]), client(QUESTION[2:])], ["dns a.example"]),
    "without a beginning": ([client(QUESTIONS)], ["dns a.example", "dns b.example", "dns c.example"]),
    "in the middle of a transfer": (
        [server(b"\x1b" * 900), server(dns.over_tcp(dns.response("a.example")))],
        ["dns a.example"],
    ),
    "its end is lost": ([SYN, client(QUESTIONS[:-3])], ["dns a.example", "dns b.example"]),
    "an answer whose end is lost": (
        [
            SYN,
            SYN_ACK,
            server(dns.over_tcp(dns.response("a.example", dns.A, [("a.example", dns.A, 5, "192.0.2.1")]))[:-3]),
        ],
        ["dns a.example"],
    ),
    "cut by the capture": ([SYN, client(QUESTIONS, kept=60)], ["dns a.example", "dns b.example"]),
    "cut inside a question": ([SYN, client(QUESTIONS, kept=50)], ["dns a.example"]),
    "TLS on port 53": ([SYN, client(HELLO)], ["tls a.example"]),
    "noise": ([SYN, client(b"\0\5abcde")], []),
}


@pytest.mark.parametrize("script", DNS_SCRIPTS)
def test_what_is_seen_in_a_conversation_with_a_resolver(script: str) -> None:
    """The same on port 53."""
    steps, expected = DNS_SCRIPTS[script]
    assert play(*steps, dport=53) == expected


def test_dns_on_another_port_must_be_whole_and_strict() -> None:
    """A resolver on port 5335."""
    assert play(SYN, client(QUESTION), dport=5335) == ["dns a.example"]
    assert play(SYN, client(QUESTION[:-1]), dport=5335) == []


@given(st.lists(st.binary(max_size=80), max_size=12), st.data())
def test_no_bytes_make_it_raise(payloads: list[bytes], data: st.DataObject) -> None:
    """Whatever both sides send, wherever they say that it belongs."""
    steps = []
    for payload in payloads:
        prefix = data.draw(st.sampled_from([b"", HELLO[:60], GET[:30], QUESTION[:14], b"\x16\3\1\0\1\1", CONNECT]))
        at = data.draw(st.one_of(st.none(), st.integers(0, 200), st.just(2**31)))
        flags = data.draw(st.sampled_from([frames.ACK, frames.SYN, frames.SYN | frames.ACK, frames.RST, frames.FIN]))
        steps.append(
            Step(data.draw(st.booleans()), prefix + payload, at, flags, data.draw(st.sampled_from([None, None, 1])))
        )
    stage = Stage()
    stage.play(*steps, talk=Talk(dport=data.draw(st.sampled_from([53, 80, 443]))))
    assert "sensor.frame_failed" not in stage.tally.weird
    assert stage.pipeline.tcp.streams.held == 0


def test_a_new_conversation_between_the_same_ends() -> None:
    """Ports are used again: a SYN with another number begins anew, and ends what was before."""
    stage = Stage(wanted=["a.example"])
    stage.play(SYN, SYN_ACK, client(HELLO), talk=Talk(), end=False)
    stage.play(SYN, SYN_ACK, client(HELLO[:250], 0), talk=Talk(isn=5000), end=False)
    assert stage.seen == ["tls a.example"]
    assert len(stage.outcomes) == 1
    stage.play(SYN, client(GET), talk=Talk(isn=900_000), end=False)
    assert stage.seen == ["tls a.example", "tls a.example", "http GET a.example/x"]
    stage.pipeline.flush()
    assert len(stage.outcomes) == 3


def test_conversations_do_not_mix() -> None:
    """Two from the same client to the same server, segment by segment in turn."""
    other = tls.record(tls.client_hello("b.example"))
    stage = Stage()
    talks = (Talk(sport=50001), Talk(sport=50002))
    for talk in talks:
        stage.play(SYN, talk=talk, end=False)
    for at in range(0, max(len(HELLO), len(other)), 64):
        for talk, content in zip(talks, (HELLO, other), strict=True):
            stage.play(client(content[at : at + 64], at), talk=talk, end=False)
    assert sorted(stage.seen) == ["tls a.example", "tls b.example"]


def test_observations_say_where_they_were_seen() -> None:
    """Ends, protocol, frame and time of the segment that made the head whole."""
    stage = Stage().play(SYN, SYN_ACK, client(CONNECT), client(HELLO))
    first, second = stage.observations
    assert (first.src, first.sport, first.dst, first.dport, first.proto) == (
        "10.0.0.7",
        50000,
        "203.0.113.9",
        443,
        "TCP",
    )
    assert (first.frame, second.frame) == (3, 4)
    assert first.ts < second.ts
    assert (first.via, second.via) == (None, "proxy")
    assert first.flow == second.flow != 0
    assert (first.src_mac, first.dst_mac) == (frames.CLIENT_MAC, frames.SERVER_MAC)


def test_only_what_is_wanted_becomes_an_observation() -> None:
    """Nothing is made of the rest, and all of it is counted."""
    stage = Stage(wanted=["b.example"], only=True)
    stage.play(SYN, client(GET + SECOND))
    stage.play(SYN, client(HELLO), talk=Talk(sport=50001))
    stage.play(SYN, client(QUESTIONS), talk=Talk(sport=50002, dport=53))
    assert stage.seen == ["http GET b.example/y", "dns b.example"]
    assert (stage.tally.http_requests, stage.tally.tls_hellos, stage.tally.dns_queries, stage.tally.dns_tcp) == (
        2,
        1,
        3,
        3,
    )
    assert stage.tally.tcp_flows == 3
    assert not stage.tally.two_sided


LONG = tls.record(tls.client_hello("a.example"))


@pytest.mark.parametrize("hello", [[client(LONG)], segments(LONG, 100)], ids=["whole", "in pieces"])
def test_a_syn_that_comes_again_late_opens_nothing(hello: list[Step]) -> None:
    """A second mirror port's: what is watched goes on, and what was read is not read again."""
    stage = Stage(["a.example"])
    rest = [server(tls.server_flight13()), client(tls.client_finish13(), len(LONG)), server(tls.data(900))]
    stage.play(SYN, SYN_ACK, *hello, SYN, SYN_ACK, *rest)
    assert stage.seen == ["tls a.example"]
    assert [told[:30] for told in stage.told] == ["succeeded: handshake completed"]


def test_a_syn_that_comes_again_after_requests_opens_nothing() -> None:
    """Nor do the segments behind it wait for what lies between."""
    first, second = http.request("/1", "a.example"), http.request("/2", "a.example")
    stage = Stage(["a.example"])
    stage.play(SYN, SYN_ACK, client(first), server(b"HTTP/1.1 200 OK\r\n\r\n"), SYN, client(second, len(first)))
    assert stage.seen == ["http GET a.example/1", "http GET a.example/2"]
    assert [told[:18] for told in stage.told] == ["succeeded: HTTP 20"]
    assert stage.tally.stream_gaps == 0


def test_a_syn_that_comes_again_in_another_protocol_hides_nothing_behind_it() -> None:
    """STARTTLS: what was no head at first may become one."""
    greeting = b"EHLO a\r\nSTARTTLS\r\n"
    banner = b"220 mail\r\n"
    stage = Stage()
    stage.play(SYN, SYN_ACK, server(banner), client(greeting), SYN, SYN_ACK, client(LONG, len(greeting)))
    assert stage.seen == ["tls a.example"]
    assert stage.tally.streams_dropped == 0


def test_a_syn_far_from_what_was_read_is_another_conversation() -> None:
    """The same ports are used again."""
    again = Talk(isn=0x40000000)
    stage = Stage()
    stage.play(SYN, client(http.request("/1", "a.example")), end=False)
    stage.play(SYN, client(http.request("/2", "a.example")), talk=again)
    assert stage.seen == ["http GET a.example/1", "http GET a.example/2"]


def test_a_conversation_that_is_played_again_is_read_again() -> None:
    """From its SYN on, with the same numbers, once the first has ended."""
    again = [SYN, client(http.request("/1", "a.example"), 0), FIN]
    stage = Stage().play(*again, talk=Talk(), end=False).play(*again, talk=Talk())
    assert stage.seen == ["http GET a.example/1"] * 2

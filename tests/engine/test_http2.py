"""HTTP/2 in the clear, in conversations."""

import itertools

import pytest
from builders import http, tls
from engine.stage import SYN, SYN_ACK, Stage, Step, Talk, client, server
from hypothesis import given
from hypothesis import strategies as st
from protocols.http.h2 import SETTINGS, Side, frame, request

from sensor.engine.http2 import MAX_SIDES
from sensor.flows.consts import PENDING_SEGMENTS
from sensor.protocols.http.consts import PREFACE


def opening(*authorities: str) -> bytes:
    """Return what a client sends who asks for one page of each host."""
    side = Side()
    return (
        PREFACE
        + SETTINGS
        + b"".join(side.head(request(name, "/x"), stream=1 + 2 * at) for at, name in enumerate(authorities))
    )


def answers(*statuses: int) -> bytes:
    """Return what a server sends."""
    side = Side()
    heads = [
        side.head([(":status", str(status))], stream=1 + 2 * at) + frame(0, bytes(50))
        for at, status in enumerate(statuses)
    ]
    return SETTINGS + b"".join(heads)


ASK = opening("a.example", "b.example")
BOTH = ["http GET a.example/x", "http GET b.example/x"]
UPGRADE = http.request(
    "/u", "a.example", headers={"Connection": "Upgrade, HTTP2-Settings", "Upgrade": "h2c", "HTTP2-Settings": "AAMAAABk"}
)
SWITCH = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
ESTABLISHED = b"HTTP/1.1 200 OK\r\n\r\n"
CONNECT = http.request("c.example:80", "c.example:80", method="CONNECT")


def pieces(data: bytes, size: int, up: bool = True) -> list[Step]:
    """Return *data* in segments of *size* bytes."""
    return [(client if up else server)(data[at : at + size], at) for at in range(0, len(data), size)]


SCRIPTS: dict[str, tuple[list[Step], list[str]]] = {
    "prior knowledge": ([SYN, SYN_ACK, client(ASK)], BOTH),
    "byte by byte": ([SYN, *pieces(ASK, 1)], BOTH),
    "backwards": ([SYN, *reversed(pieces(ASK, 7))], BOTH),
    "twice": ([SYN, client(ASK, 0), client(ASK, 0)], BOTH),
    "without a handshake": ([client(ASK, 7000)], BOTH),
    "from the middle on": ([client(ASK[40:], 7000)], []),
    "upgraded": ([SYN, client(UPGRADE), server(SWITCH), client(ASK)], ["http GET a.example/u", *BOTH]),
    "upgraded in pieces": ([SYN, *pieces(UPGRADE + ASK, 5)], ["http GET a.example/u", *BOTH]),
    "through a proxy": ([SYN, client(CONNECT), server(ESTABLISHED), client(ASK)], ["http CONNECT c.examplec.example:80", *BOTH]),
    "a body between": (
        [SYN, client(PREFACE + frame(0, bytes(9000))[:100]), client(ASK[len(PREFACE) :], len(PREFACE) + 9009)],
        BOTH,
    ),
    "a hole": ([SYN, client(ASK[:60], 0), client(ASK[70:], 70)], []),
    "no more HTTP/2": ([SYN, client(PREFACE + frame(1, b"\xbe", flags=4)), client(ASK)], []),
    "answers without questions": ([SYN, SYN_ACK, server(answers(200))], []),
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_is_asked_for(script: str) -> None:
    """Each script of steps, and the requests that are seen."""
    steps, expected = SCRIPTS[script]
    assert Stage().play(*steps).seen == expected


@given(st.data())
def test_the_order_and_size_of_segments_do_not_matter(data: st.DataObject) -> None:
    """The same requests come out of it."""
    cuts = data.draw(st.sets(st.integers(1, len(ASK) - 1), max_size=PENDING_SEGMENTS - 2).map(sorted))
    steps = [client(ASK[at:stop], at) for at, stop in itertools.pairwise([0, *cuts, len(ASK)])]
    assert Stage().play(SYN, *data.draw(st.permutations(steps))).seen == BOTH


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([server(answers(200))], "succeeded: HTTP 200"),
        ([server(answers(404))], "refused: HTTP 404"),
        ([server(answers(404, 204))], "succeeded: HTTP 204"),
        ([*pieces(answers(403), 5, up=False)], "refused: HTTP 403"),
        ([], "attempted: no answer"),
        ([server(b"\x15\3\1\0\2\2\x28")], "refused: ended by a TLS alert of the server"),
    ],
)
def test_what_became_of_it(steps: list[Step], told: str) -> None:
    """The server's heads are read too."""
    stage = Stage(["a.example"]).play(SYN, SYN_ACK, client(ASK), *steps)
    assert [one.partition(",")[0] for one in stage.told] == [told]


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ("https://a.example/y", "succeeded: HTTP 302"),
        ("/y", "succeeded: HTTP 302"),
        ("https://block.example/", "attempted: HTTP 302"),
    ],
)
def test_a_redirection_to_somebody_else_is_no_success(location: str, told: str) -> None:
    """As in HTTP/1: Location stands among the fields of the head."""
    head = SETTINGS + Side().head([(":status", "302"), ("location", location)])
    stage = Stage(["a.example"]).play(SYN, SYN_ACK, client(opening("a.example")), server(head))
    assert [one.partition(",")[0] for one in stage.told] == [told]


def test_only_what_is_wanted_becomes_an_observation() -> None:
    """The rest is counted."""
    stage = Stage(["b.example"], only=True).play(SYN, client(ASK))
    assert stage.seen == BOTH[1:]
    assert stage.tally.http_requests == 2
    assert Stage(["c.example"], only=True).play(SYN, client(ASK)).seen == []


def test_a_tunnel_is_told_as_one() -> None:
    """CONNECT works in HTTP/2 too (RFC 9113 section 8.5)."""
    ask = PREFACE + SETTINGS + Side().head([(":method", "CONNECT"), (":authority", "a.example:443")])
    stage = Stage(["a.example"]).play(SYN, SYN_ACK, client(ask), server(answers(200)))
    assert stage.seen == ["http CONNECT a.exampleNone"]
    assert stage.tally.http_connects == 1
    assert stage.told == ["attempted: the proxy connected, and nothing more is known"]


def test_the_directions_followed_at_once_are_bounded() -> None:
    """The one longest silent goes, and is forgotten."""
    stage = Stage()
    for port in range(MAX_SIDES + 3):
        stage.play(SYN, client(opening("a.example")), end=False, talk=talk(port))
    sides = stage.pipeline.tcp.http2.sides
    assert len(sides) == MAX_SIDES
    assert stage.tally.weird == {"http2.over_limit": 3}
    assert len(stage.seen) == MAX_SIDES + 3


def talk(port: int) -> Talk:
    """Return a conversation from a port of its own."""
    return Talk(sport=20000 + port)


def test_a_new_conversation_begins_anew() -> None:
    """What the one before had said does not count."""
    stage = Stage().play(SYN, client(ASK), end=False)
    stage.play(SYN, client(ASK), talk=Talk(isn=9_000_000))
    assert stage.seen == BOTH * 2


@given(st.data())
def test_damaged_conversations_do_not_raise(data: st.DataObject) -> None:
    """Whatever a byte says."""
    damaged = bytearray(ASK)
    for _ in range(data.draw(st.integers(1, 5))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    stage = Stage().play(SYN, SYN_ACK, client(bytes(damaged)), server(answers(200)), client(tls.record(b"x")))
    assert "sensor.frame_failed" not in stage.tally.weird

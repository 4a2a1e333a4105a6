"""What became of an attempt, as the rest of its conversation shows it."""

import pytest
from builders import frames, http, tls
from engine.stage import RST, SYN, SYN_ACK, Stage, Step, Talk, client, server

from sensor.engine import watch as module

HELLO = client(tls.record(tls.client_hello("a.example")))
GET = client(http.request("/x", "a.example"))
CONNECT = client(http.request("a.example:443", "a.example:443", method="CONNECT"))
FLIGHT = server(tls.server_flight13())
FINISH = client(tls.client_finish13())
DATA = server(tls.data(900))
CLIENT_RST = Step(True, flags=frames.RST | frames.ACK)


def moved(location: str) -> Step:
    """Return a response that leads to *location*."""
    return server(http.response(302, headers={"Location": location}))


SCRIPTS: dict[str, tuple[list[Step], str]] = {
    "no answer": ([SYN, SYN_ACK, HELLO], "attempted: no answer"),
    "one direction only": ([SYN, HELLO], "unknown: the capture shows one direction only"),
    "TLS 1.3": ([SYN, SYN_ACK, HELLO, FLIGHT, FINISH, DATA], "succeeded: handshake completed"),
    "TLS 1.2": (
        [
            *(SYN, SYN_ACK, HELLO, server(tls.server_flight12([b"der" * 100])), client(tls.client_finish12())),
            *(server(tls.server_finish12()), client(tls.data(300)), DATA),
        ],
        "succeeded: handshake completed",
    ),
    "refused by the server": (
        [SYN, SYN_ACK, HELLO, server(tls.alert(40))],
        "refused: ended by a TLS alert of the server",
    ),
    "refused by the client": (
        [SYN, SYN_ACK, HELLO, FLIGHT, client(tls.alert(48))],
        "refused: ended by a TLS alert of the client",
    ),
    "a warning, then served": (
        [SYN, SYN_ACK, HELLO, server(tls.alert(112, 1)), FLIGHT, FINISH, DATA],
        "succeeded: handshake completed",
    ),
    "reset by the server": ([SYN, SYN_ACK, HELLO, RST], "refused: reset by 203.0.113.9"),
    "reset by the client": ([SYN, SYN_ACK, HELLO, FLIGHT, CLIENT_RST], "refused: reset by 10.0.0.7"),
    "reset twice": ([SYN, SYN_ACK, HELLO, RST, CLIENT_RST], "refused: reset by 203.0.113.9"),
    "reset after it was served": (
        [SYN, SYN_ACK, HELLO, FLIGHT, FINISH, DATA, CLIENT_RST],
        "succeeded: handshake completed",
    ),
    "not carried to its end": ([SYN, SYN_ACK, HELLO, FLIGHT], "attempted: answered with "),
    "served over HTTP": ([SYN, SYN_ACK, GET, server(http.response(200, b"x"))], "succeeded: HTTP 200, "),
    "moved on its site": ([SYN, SYN_ACK, GET, moved("/y")], "succeeded: HTTP 302, "),
    "moved to itself": ([SYN, SYN_ACK, GET, moved("https://A.Example.:8443/x")], "succeeded: HTTP 302, "),
    "moved to another that is wanted": ([SYN, SYN_ACK, GET, moved("http://b.example/x")], "succeeded: HTTP 302, "),
    "moved to somebody else": (
        [SYN, SYN_ACK, GET, moved("http://block.example/?u=http://a.example/x")],
        "attempted: HTTP 302, sent on to block.example",
    ),
    "moved, with a host that is none": (
        [SYN, SYN_ACK, GET, moved("http://[/")],
        "attempted: HTTP 302, sent on to somewhere not shown",
    ),
    "moved, and the head goes on": (
        [SYN, SYN_ACK, GET, server(http.response(307)[:40])],
        "attempted: HTTP 307, sent on to somewhere not shown",
    ),
    "moved to somebody else, then served": (
        [SYN, SYN_ACK, GET, moved("http://block.example/"), GET, server(http.response(200))],
        "succeeded: HTTP 200, ",
    ),
    "served, then moved to somebody else": (
        [SYN, SYN_ACK, GET, server(http.response(200)), GET, moved("http://block.example/")],
        "succeeded: HTTP 200, ",
    ),
    "moved to somebody else, then refused": (
        [SYN, SYN_ACK, GET, moved("http://block.example/"), GET, server(http.response(403))],
        "refused: HTTP 403",
    ),
    "nothing new": (
        [SYN, SYN_ACK, GET, server(http.response(304))],
        "succeeded: HTTP 304: what it has is current, ",
    ),
    "the proxy sends to its block page": (
        [SYN, SYN_ACK, CONNECT, moved("https://block.example/")],
        "attempted: HTTP 302, sent on to block.example",
    ),
    "not found": ([SYN, SYN_ACK, GET, server(http.response(404))], "refused: HTTP 404"),
    "the server is broken": ([SYN, SYN_ACK, GET, server(http.response(502))], "refused: HTTP 502"),
    "refused, then served": (
        [SYN, SYN_ACK, GET, server(http.response(404)), GET, server(http.response(200))],
        "succeeded: HTTP 200, ",
    ),
    "something else came back": ([SYN, SYN_ACK, GET, server(b"\0\1\2")], "attempted: answered with 3 bytes"),
    "the proxy refuses": ([SYN, SYN_ACK, CONNECT, server(http.response(403))], "refused: HTTP 403"),
    "through a proxy": (
        [SYN, SYN_ACK, CONNECT, server(http.response(200)), HELLO, FLIGHT, FINISH, DATA],
        "succeeded: handshake completed",
    ),
    "through a proxy to a reset": (
        [SYN, SYN_ACK, CONNECT, server(http.response(200)), HELLO, RST],
        "refused: reset by 203.0.113.9",
    ),
}


@pytest.mark.parametrize("script", SCRIPTS)
def test_what_became_of_it(script: str) -> None:
    """Each script of steps, and the words that tell its outcome."""
    steps, expected = SCRIPTS[script]
    stage = Stage(wanted=["a.example"])
    stage.pipeline.tcp.watch.names.add_exact("b.example", 1)
    stage.play(*steps)
    assert len(stage.told) == 1
    assert stage.told[0].startswith(expected)


def test_what_came_back_is_counted() -> None:
    """Payload of the server, also what the capture cut off."""
    stage = Stage(wanted=["a.example"]).play(
        SYN, SYN_ACK, GET, server(http.response(200)), server(bytes(1000), kept=10)
    )
    outcome = stage.outcomes[0]
    assert outcome.bytes_to_client == 1000 + len(http.response(200))
    assert outcome.flow == stage.observations[0].flow
    assert outcome.ts == stage.observations[0].ts + 2_000_000


HEAD = http.response(200)
BEHIND = len(HEAD)
FIN_OF_SERVER = frames.FIN | frames.ACK
SENT: dict[str, tuple[list[Step], int]] = {
    "sent again": ([server(bytes(100), BEHIND), server(bytes(100), BEHIND)], 100),
    "sent again, and more": ([server(bytes(100), BEHIND), server(bytes(150), BEHIND)], 150),
    "out of order": ([server(bytes(100), BEHIND + 100), server(bytes(100), BEHIND)], 200),
    "lost to the sensor": ([server(bytes(100), BEHIND + 5000)], 5100),
    "lost before the end": ([server(b"", BEHIND + 7000, flags=FIN_OF_SERVER)], 7000),
    "of another conversation": ([server(bytes(100), BEHIND + (1 << 30))], 0),
    "sent by the client": ([client(bytes(500))], 0),
}


@pytest.mark.parametrize("case", SENT)
def test_bytes_are_counted_by_their_numbers(case: str) -> None:
    """What the server sent is known also where the sensor did not get all of it, or some of it twice."""
    steps, expected = SENT[case]
    stage = Stage(wanted=["a.example"]).play(SYN, SYN_ACK, GET, server(HEAD), *steps)
    assert stage.outcomes[0].bytes_to_client == BEHIND + expected


def test_what_nobody_wants_is_not_watched() -> None:
    """Its outcome is nobody's business."""
    stage = Stage().play(SYN, SYN_ACK, GET, server(http.response(200)))
    assert stage.outcomes == []
    assert stage.pipeline.tcp.watch.flows == {}


@pytest.mark.parametrize(
    ("two_sided", "expected"),
    [(True, "attempted: no answer"), (False, "unknown: the capture shows one direction only")],
)
def test_the_oldest_is_told_when_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch, two_sided: bool, expected: str
) -> None:
    """In the same words as at the end."""
    monkeypatch.setattr(module, "MAX_WATCHED", 3)
    stage = Stage(wanted=["a.example"])
    for sport in range(2000, 2010):
        stage.play(*([SYN, SYN_ACK, GET] if two_sided else [SYN, GET]), talk=Talk(sport=sport), end=False)
        assert len(stage.pipeline.tcp.watch.flows) <= 3
    assert stage.told == [expected] * 7
    assert [outcome.flow for outcome in stage.outcomes] == [one.flow for one in stage.observations[:7]]
    stage.pipeline.flush()
    assert len(stage.outcomes) == 10


def test_a_conversation_that_is_pushed_out_is_told() -> None:
    """The flow table forgets whom it has not heard of longest."""
    stage = Stage(wanted=["a.example"])
    stage.pipeline.table.limit = stage.pipeline.table.size
    stage.play(SYN, SYN_ACK, GET, server(http.response(404)), end=False)
    for sport in range(1024, 60000):
        if stage.outcomes:
            break
        stage.play(SYN, talk=Talk(sport=sport, dst="203.0.113.10"), end=False)
    assert stage.told == ["refused: HTTP 404"]

"""On a tap, time does what the end of a file does: what is half is read, what is silent is judged."""

from builders import http, tls
from engine.stage import NOON, SYN, SYN_ACK, Stage, Talk, client, segments, server

from sensor.engine.live.sweep import PATIENCE, SECOND, SILENT, Sweeper
from sensor.model.outcome import Outcome

NAME = "a.example"
HELLO = tls.record(tls.client_hello(NAME))
GET = client(http.request("/x", NAME))
OK = server(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
FORBIDDEN = server(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")


def swept(stage: Stage) -> Sweeper:
    """Return a sweeper of the stage's pipeline, whose outcomes go where the stage's go."""
    return Sweeper(stage.pipeline, stage.outcomes.append)


def test_a_success_is_told_while_the_conversation_goes_on_and_only_once() -> None:
    """An alert waits for it."""
    stage = Stage([NAME]).play(SYN, SYN_ACK, GET, OK, end=False)
    sweeper = swept(stage)
    sweeper.sweep(NOON + SECOND)
    sweeper.sweep(NOON + 2 * SECOND)
    assert [one.outcome for one in stage.outcomes] == [Outcome.SUCCEEDED]


def test_a_refusal_is_told_and_a_success_after_it_too() -> None:
    """In the same conversation: a second request may be served."""
    talk = Talk(dport=80)
    stage = Stage([NAME]).play(SYN, SYN_ACK, GET, FORBIDDEN, talk=talk, end=False)
    sweeper = swept(stage)
    sweeper.sweep(NOON + SECOND)
    stage.play(GET, OK, talk=talk, end=False)
    sweeper.sweep(NOON + 2 * SECOND)
    assert [one.outcome for one in stage.outcomes] == [Outcome.REFUSED, Outcome.SUCCEEDED]


def test_silence_ends_the_wait() -> None:
    """Nothing came back: that is known only after a while, and the conversation is not followed any more."""
    stage = Stage([NAME]).play(SYN, SYN_ACK, client(HELLO), end=False)
    sweeper = swept(stage)
    sweeper.sweep(NOON + SILENT // 2)
    assert stage.outcomes == []
    sweeper.sweep(NOON + SILENT + SECOND)
    assert stage.told == ["attempted: no answer"]
    assert not stage.pipeline.tcp.watch.flows


def test_a_hello_whose_middle_was_lost_is_read_after_a_while() -> None:
    """The bytes that the tap dropped come from nowhere; the name stood in what came."""
    pieces = segments(HELLO, len(HELLO) - 8)
    stage = Stage().play(SYN, SYN_ACK, pieces[0], end=False)
    sweeper = swept(stage)
    sweeper.sweep(NOON + SECOND)
    assert stage.seen == []
    sweeper.sweep(NOON + PATIENCE + SECOND)
    assert stage.seen == [f"tls {NAME}"]
    assert stage.tally.streams_dropped == 1


def test_a_clock_that_was_set_back_ages_as_well() -> None:
    """Otherwise nothing would be told for as long as it was set back."""
    stage = Stage([NAME]).play(SYN, SYN_ACK, client(HELLO), end=False)
    swept(stage).sweep(NOON - 86_400 * SECOND)
    assert stage.told == ["attempted: no answer"]

"""A conversation goes by an answer that only another worker has to tell of."""

from builders import dns, frames
from engine.live.notes import PLAN, UPDATE_HOST
from engine.live.test_reading import block

from sensor.engine.live.messages import Plan
from sensor.engine.live.reading import Reading
from sensor.model.bodies import Flow
from sensor.model.signature import SignatureSet

CLIENT, SERVER = "10.0.0.7", "203.0.113.9"
NOTHING = Plan(SignatureSet((), {}, {}, (), ""))
SYN, ACK = 2, 16


def answer(name: str = UPDATE_HOST) -> bytes:
    """Return what the resolver tells the client."""
    message = dns.response(name, answers=[(name, dns.A, 60, SERVER)])
    return frames.ethernet(frames.udp("10.0.0.53", CLIENT, 53, 50_000, message))


def conversation(port: int = 50_001, client: str = CLIENT) -> list[bytes]:
    """Return one that is refused before it names anybody."""
    asked = frames.tcp(client, SERVER, port, 8443, flags=SYN)
    return [frames.ethernet(asked), frames.ethernet(frames.tcp(SERVER, client, 8443, port, flags=4 | ACK))]


def resolved(reading: Reading) -> list[str | None]:
    """Return the names of the conversations that were tied to an answer."""
    reading.pipeline.flush()
    return [one.body.resolved for one in reading.lot().observed if isinstance(one.body, Flow)]


def test_a_conversation_goes_by_what_was_overheard() -> None:
    """What was overheard is itself neither told nor counted; another host's conversation goes by nothing."""
    reading = Reading(PLAN)
    reading.overhear(block(answer()))
    assert reading.lot().observed == []
    reading.batch(block(*conversation(), *conversation(50_002, "10.0.0.8")), 0)
    assert resolved(reading) == [UPDATE_HOST]
    assert (reading.tally.frames, reading.tally.dns_responses) == (4, 0)


def test_without_it_there_is_nothing_to_go_by() -> None:
    """The same conversation."""
    reading = Reading(PLAN)
    reading.batch(block(*conversation()), 0)
    assert resolved(reading) == []


def test_what_is_looked_for_changes_under_way() -> None:
    """For what is overheard as well."""
    reading = Reading(NOTHING)
    reading.overhear(block(answer()))
    reading.look(PLAN)
    reading.batch(block(*conversation()), 0)
    assert resolved(reading) == []
    reading.overhear(block(answer(), start=60))
    reading.batch(block(*conversation(50_003), start=60), 0)
    assert resolved(reading) == [UPDATE_HOST]


def test_a_lookup_over_tcp_is_overheard_from_its_answer_alone() -> None:
    """The filter lets the server's direction through, and no other."""
    message = dns.response(UPDATE_HOST, answers=[(UPDATE_HOST, dns.A, 60, SERVER)])
    said = len(message).to_bytes(2, "big") + message
    reading = Reading(PLAN)
    greeting = frames.tcp("10.0.0.53", CLIENT, 53, 50_000, seq=7, ack=1, flags=SYN | ACK)
    data = frames.tcp("10.0.0.53", CLIENT, 53, 50_000, seq=8, ack=40, payload=said)
    reading.overhear(block(frames.ethernet(greeting), frames.ethernet(data)))
    reading.batch(block(*conversation()), 0)
    assert resolved(reading) == [UPDATE_HOST]

"""What DNS servers say is heard by every worker, at once, and nothing else is."""

import time

import pytest
from builders import dns, frames
from capture.af_packet.machine import run
from live.netns import Wire

from sensor.capture.af_packet.answers import SNAP_LENGTH, Answers, answers_filter
from sensor.decode.numbers import LINK_ETHERNET, LINK_RAW
from sensor.wire.batch import Batch

MESSAGE = dns.response("s07.upd.kaspersky.com", answers=[("s07.upd.kaspersky.com", dns.A, 60, "203.0.113.9")])
FOUR = frames.udp("10.0.0.53", "10.0.0.7", 53, 50_000, MESSAGE)
SIX = frames.udp("2001:db8::53", "2001:db8::7", 53, 50_000, MESSAGE)
OPTIONS = bytes([0x46, *FOUR[1:20], 0x94, 4, 0, 0]) + FOUR[20:]
"""The same behind a header of 24 bytes."""
KEPT = {
    "IPv4": FOUR,
    "IPv6": SIX,
    "IPv4 with an option": OPTIONS,
    "over TCP": frames.tcp("10.0.0.53", "10.0.0.7", 53, 50_000, payload=MESSAGE),
}
LEFT = {
    "a question": frames.udp("10.0.0.7", "10.0.0.53", 50_000, 53, dns.query("a.example")),
    "another protocol": frames.udp("10.0.0.53", "10.0.0.7", 54, 50_000, MESSAGE),
    "a later fragment": list(frames.fragments4(FOUR, 24))[1],
    "no transport": frames.ip("10.0.0.53", "10.0.0.7", 1, b"\x00\x35" * 20),
    "no transport over IPv6": frames.ip("2001:db8::53", "2001:db8::7", 58, b"\x00\x35" * 20),
    "neither version": b"\x50" + FOUR[1:],
}


@pytest.mark.parametrize("packet", KEPT.values(), ids=KEPT)
def test_answers_are_kept(packet: bytes) -> None:
    """With and without tags, and on links without a header."""
    for tags in ((), (7,), (7, 8)):
        assert run(answers_filter(LINK_ETHERNET), frames.ethernet(packet, vlan=tags)) == SNAP_LENGTH
    assert run(answers_filter(LINK_RAW), packet) == SNAP_LENGTH


@pytest.mark.parametrize("packet", LEFT.values(), ids=LEFT)
def test_anything_else_is_left(packet: bytes) -> None:
    """Neither is it read for one."""
    assert run(answers_filter(LINK_ETHERNET), frames.ethernet(packet)) == 0
    assert run(answers_filter(LINK_RAW), packet) == 0


def test_an_answer_is_there_as_soon_as_it_was_sent(wire: Wire) -> None:
    """As it is on the wire; what does not fit is counted."""
    with wire.inside(wire.tap):
        answers = Answers(wire.interface, LINK_ETHERNET)
    batch = Batch()
    try:
        wire.send(frames.ethernet(FOUR))
        assert answers.fill(batch) == 0  # not started
        answers.start()
        before = time.time_ns()
        wire.send(frames.ethernet(LEFT["a question"]), frames.ethernet(FOUR), frames.ethernet(SIX))
        assert answers.fill(batch) == 2
        found = [bytes(batch.data[batch.offset[at] :][: batch.caplen[at]]) for at in range(2)]
        assert found == [frames.ethernet(FOUR), frames.ethernet(SIX)]
        assert before <= batch.ts[0] <= time.time_ns()
        assert (answers.fill(batch), answers.unheard()) == (0, 0)
        wire.send(*[frames.ethernet(FOUR)] * 5000)
        heard = 0
        while count := answers.fill(batch):
            heard += count
        assert heard + answers.unheard() == 5000
        assert answers.unheard() > 0
        answers.stop()
        wire.send(frames.ethernet(FOUR))
        assert answers.fill(batch) == 0
    finally:
        answers.close()

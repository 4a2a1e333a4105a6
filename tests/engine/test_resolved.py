"""Conversations with addresses that DNS gave for wanted names."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from builders import dns, frames, http, quic, tls
from engine.stage import CLIENT, RST, SERVER, SYN, SYN_ACK, Stage, Step, Talk, client, server

from sensor.engine import resolved as module
from sensor.engine.resolved import Resolved, is_address
from sensor.engine.watch import Watch
from sensor.model.bodies import Dns, DnsRecord, Flow
from sensor.model.observation import Observation

NAME = "s07.upd.kaspersky.com"
RESOLVER = "10.0.0.53"
OTHER = "10.0.0.8"
ECH = tls.record(tls.client_hello("cloudflare-ech.com", ech=True))
NAMELESS = tls.record(tls.client_hello(None))


def answer(*addresses: str, asker: str = CLIENT, name: str = NAME, ttl: int = 60) -> bytes:
    """Return the frame of a response to *asker*."""
    records = [(name, dns.AAAA if ":" in one else dns.A, ttl, one) for one in addresses]
    message = dns.response(name, answers=records)
    return frames.ethernet(frames.udp("2001:db8::53" if ":" in asker else RESOLVER, asker, 53, 50_000, message))


def stage(*raw: bytes) -> Stage:
    """Return a stage that wants the name, after some frames."""
    made = Stage([NAME], only=True)
    made.feed(*raw)
    return made


def resolved(made: Stage) -> list[tuple[str, str, str | None]]:
    """Return client, server and name of the conversations that were tied to an answer."""
    return [
        (one.src, one.dst, one.body.resolved)
        for one in made.observations
        if isinstance(one.body, Flow) and one.body.resolved
    ]


SPOKEN: dict[str, tuple[list[Step], bool, str]] = {
    "no answer": ([SYN], True, "unknown: the capture shows one direction only"),
    "refused": ([SYN, RST], True, "refused: reset by 203.0.113.9"),
    "a protocol of its own": (
        [SYN, SYN_ACK, client(b"\1\2"), server(b"\3")],
        True,
        "attempted: answered with 1 bytes, n",
    ),
    "connected only": ([SYN, SYN_ACK], True, "attempted: connected, and nothing more is known"),
    "no name in the hello": ([SYN, SYN_ACK, client(NAMELESS)], True, "attempted: connected, and"),
    "an encrypted hello": ([SYN, SYN_ACK, client(ECH)], True, "attempted: connected, and"),
    "served without a name": (
        [
            SYN,
            SYN_ACK,
            client(NAMELESS),
            server(tls.server_flight13()),
            client(tls.client_finish13()),
            server(tls.data(9)),
        ],
        True,
        "succeeded: handshake completed",
    ),
    "an address as its host": ([SYN, SYN_ACK, client(http.request("/", SERVER))], True, "attempted: connected, and"),
    "another name in the hello": ([SYN, SYN_ACK, client(tls.record(tls.client_hello("a.example")))], False, ""),
    "another host": ([SYN, SYN_ACK, client(http.request("/", "a.example"))], False, ""),
    "begun before": ([client(b"\1\2"), server(b"\3")], True, "attempted: answered with 1 bytes, n"),
    "its answers alone": ([server(b"\3", flags=frames.ACK)], True, "attempted: answered with 1 bytes, n"),
}


@pytest.mark.parametrize(("steps", "told", "outcome"), SPOKEN.values(), ids=SPOKEN)
def test_a_conversation_with_an_address_of_a_wanted_name(steps: Iterable[Step], told: bool, outcome: str) -> None:
    """Is evidence unless it names somebody else; its outcome is told like any other."""
    made = stage(answer(SERVER)).play(*steps)
    assert resolved(made) == ([(CLIENT, SERVER, NAME)] if told else [])
    assert [words[: len(outcome)] for words in made.told] == ([outcome] if told else [])


def test_a_conversation_that_names_the_wanted_name_is_told_by_that() -> None:
    """Once."""
    made = stage(answer(SERVER)).play(SYN, SYN_ACK, client(tls.record(tls.client_hello(NAME))))
    assert (made.seen, resolved(made)) == ([f"dns {NAME}", f"tls {NAME}"], [])
    assert len(made.told) == 1


def test_quic_without_a_name() -> None:
    """The same over UDP; with another name it is none."""
    for name, told in ((None, 1), ("a.example", 0)):
        made = stage(answer(SERVER))
        initial = quic.initial(quic.crypto_frame(quic.client_hello(name)), bytes(8))
        made.feed(frames.ethernet(frames.udp(CLIENT, SERVER, 50_000, 443, initial)))
        made.pipeline.flush()
        assert len(resolved(made)) == told


@pytest.mark.parametrize(
    ("first", "talk"),
    [
        (answer("203.0.113.10"), Talk()),
        (answer(SERVER, asker=OTHER), Talk()),
        (answer(SERVER, name="a.example"), Talk()),
        (answer("10.0.0.66"), Talk(dst="10.0.0.66")),
        (answer(SERVER), Talk(src=OTHER)),
    ],
    ids=["another address", "another asker", "another name", "a sinkhole", "another client"],
)
def test_what_an_answer_does_not_lead_to(first: bytes, talk: Talk) -> None:
    """Each of them a conversation like any other."""
    made = stage(first).play(SYN, RST, talk=talk)
    assert resolved(made) == []
    assert made.told == []


def test_an_address_behind_an_alias_and_of_the_other_kind() -> None:
    """All addresses of the answer count, also those of IPv6."""
    made = stage(answer("2001:db8::9", SERVER, ttl=0)).play(SYN, RST)
    assert resolved(made) == [(CLIENT, SERVER, NAME)]


@pytest.mark.parametrize("six", [False, True])
def test_an_address_that_routers_do_not_reach_is_refused(six: bool) -> None:
    """They quote the SYN."""
    src, dst, router = ("2001:db8::7", "2001:db8::9", "2001:db8::1") if six else (CLIENT, SERVER, "10.0.0.1")
    syn = frames.tcp(src, dst, 50_000, 443, flags=frames.SYN)
    error = bytes([1 if six else 3, 1, 0, 0, 0, 0, 0, 0]) + syn[: 48 if six else 28]
    packet = frames.ipv6(router, src, 58, error) if six else frames.ipv4(router, src, frames.ICMP, error)
    made = stage(answer(dst, asker=src), frames.ethernet(syn), frames.ethernet(packet))
    made.pipeline.flush()
    assert made.told == [f"refused: unreachable, as {router} says"]


def records(*ends: str) -> Dns:
    """Return a response with addresses."""
    return Dns("response", 1, "8180", answers=tuple(DnsRecord(NAME, "A", 60, one) for one in ends))


class Nowhere:
    """A sink that counts."""

    def __init__(self) -> None:
        self.seen: list[Observation] = []

    def observed(self, observation: Observation) -> bool:
        """Take one."""
        self.seen.append(observation)
        return False


def test_an_answer_holds_for_a_while_and_not_for_ever() -> None:
    """A TTL of seconds is stretched, one of years is cut."""
    made = Resolved(Nowhere(), Watch(lambda _: None))
    asker, address = b"\n\0\0\7", bytes([203, 0, 113, 9])
    made.learn(records(SERVER), NAME, 0, asker, 0)
    assert made.find(0, asker, address, module.LEAST_TIME) == NAME
    assert made.find(0, asker, address, module.LEAST_TIME + 1) is None
    assert made.find(5, asker, address, 1) is None
    long = replace_ttl(records(SERVER), 1 << 31)
    made.learn(long, NAME, 0, asker, 0)
    assert made.find(0, asker, address, module.MOST_TIME) == NAME
    assert made.find(0, asker, address, module.MOST_TIME + 1) is None


def replace_ttl(body: Dns, ttl: int) -> Dns:
    """Return *body* with another TTL."""
    return Dns("response", 1, "8180", answers=tuple(DnsRecord(NAME, "A", ttl, one.rdata) for one in body.answers))


def test_a_flood_of_answers_pushes_the_oldest_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing grows."""
    monkeypatch.setattr(module, "MAX_ANSWERS", 8)
    made = Resolved(Nowhere(), Watch(lambda _: None))
    for number in range(100):
        made.learn(records(f"198.51.100.{number}"), NAME, 0, b"\n\0\0\7", number)
    assert len(made.answers) == 8
    assert made.find(0, b"\n\0\0\7", bytes([198, 51, 100, 99]), 100) == NAME
    assert made.find(0, b"\n\0\0\7", bytes([198, 51, 100, 9]), 100) is None


def test_rubbish_in_an_answer_is_no_address() -> None:
    """Nor is a name."""
    made = Resolved(Nowhere(), Watch(lambda _: None))
    assert made.learn(records("a.example", ""), NAME, 0, b"", 0) == []
    assert [is_address(host) for host in (b"203.0.113.9", b"[2001:db8::9]", b"a.example", b"")] == [
        True,
        True,
        False,
        False,
    ]


def test_ports_used_again_end_the_first_conversation() -> None:
    """What it was is told before the second begins."""
    made = stage(answer(SERVER)).play(SYN, RST, end=False)
    made.play(SYN, talk=replace(Talk(), isn=0x40000000))
    assert made.told[0] == "refused: reset by 203.0.113.9"

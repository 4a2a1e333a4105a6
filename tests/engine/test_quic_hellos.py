"""Hellos of QUIC clients, from frames in any order and number of pieces."""

import random

import pytest
from builders import quic
from engine.quic_stage import HELLO, INITIAL, LONG, READ, SERVER_INITIAL, counts, down, pieces, staged, up
from engine.stage import CLIENT, SERVER, SPORT, Stage
from hypothesis import given, settings
from hypothesis import strategies as st
from protocols.quic.packets import DCID, HELLO_VALUES, chlo, long_header, q046_packet, seal

from sensor.engine import connections
from sensor.engine.quic_hellos import MAX_PACKETS
from sensor.model.bodies import Quic


def test_the_observation_is_that_of_the_datagram_which_makes_the_hello_whole() -> None:
    """Its frame, its time, its ends."""
    packets = quic.client_initials(LONG, DCID, cut=(700,), order=(1, 0))
    [seen] = staged(*[up(packet) for packet in packets]).observations
    assert (seen.kind, seen.frame, seen.src, seen.sport, seen.dst, seen.dport, seen.proto) == (
        *("quic", 2, CLIENT, SPORT, SERVER, 443, "UDP"),
    )
    assert isinstance(seen.body, Quic)
    assert seen.body.version == "1"
    assert str(seen.body.ja4).startswith("q13d")


def test_a_name_whose_hello_never_ended_is_that_of_its_first_packet() -> None:
    """It comes at the end, or when the budget is used up."""
    raw = [up(quic.initial(quic.crypto_frame(HELLO[:-20]), DCID)), down(SERVER_INITIAL)]
    [seen] = staged(*raw).observations
    assert (seen.frame, seen.src, seen.dport) == (1, CLIENT, 443)
    assert isinstance(seen.body, Quic)
    assert (seen.body.sni, seen.body.ja3) == ("a.example", None)


def test_only_wanted_names_are_told_where_something_is_wanted() -> None:
    """A name that no signature wants is counted alone."""
    for wanted, told in (("a.example", ["quic a.example"]), ("b.example", [])):
        stage = Stage([wanted], only=True).feed(up(INITIAL))
        assert stage.seen == told
        assert counts(stage) == READ
    stage = Stage(["old.example"], only=True).feed(up(q046_packet(chlo(HELLO_VALUES))), up(INITIAL, 7))
    assert stage.seen == ["quic old.example"]


@given(st.data())
@settings(max_examples=60)
def test_any_pieces_over_any_packets_give_the_same_name(data: st.DataObject) -> None:
    """Cut anywhere, shuffled, some twice, between PING and padding, in packets and datagrams of any number."""
    hello = data.draw(st.sampled_from([HELLO, LONG]))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(hello) - 1), max_size=12)))
    cut = pieces(hello, cuts)
    order = data.draw(st.permutations(cut)) + data.draw(st.lists(st.sampled_from(cut), max_size=3))
    packets: list[bytes] = [b""]
    for piece in order:
        if packets[-1] and (len(packets[-1]) + len(piece) > 1100 or data.draw(st.booleans())):
            packets.append(b"")
        packets[-1] += data.draw(st.sampled_from([b"", b"\0\0", b"\1", b"\2\0\0\0\0"])) + piece
    version = data.draw(st.sampled_from([quic.V1, quic.V2]))
    sealed = [
        quic.initial(payload, DCID, number=number, version=version, pad_to=0) for number, payload in enumerate(packets)
    ]
    datagrams: list[bytes] = [b""]
    for packet in sealed:
        if data.draw(st.booleans()):
            datagrams.append(b"")
        datagrams[-1] += packet
    stage = staged(*[up(datagram) for datagram in datagrams if len(datagram) <= 60_000])
    assert stage.seen == ["quic a.example"]
    assert counts(stage) == READ


@given(st.binary(max_size=120), st.sampled_from([1, 0x51303530, 0x54303531]), st.integers(1, 200))
def test_any_frames_can_be_read(payload: bytes, version: int, kept: int) -> None:
    """Noise under good keys; whole and cut by the capture."""
    packet = seal(payload, version, pad_to=0)
    counts(staged(up(packet), up((packet, min(kept, len(packet))), 7)))


def test_a_hello_that_never_ends_is_left_alone() -> None:
    """After as many packets as the largest would need."""
    raw = [
        up(quic.initial(quic.crypto_frame(b"\1\0\xff\0", 4 * n), DCID, number=n, pad_to=0))
        for n in range(MAX_PACKETS + 9)
    ]
    stage = Stage().feed(*raw)
    assert counts(stage) == {"initials": 1, "over_limit": 1}
    assert stage.pipeline.udp.quic.connections.held == connections.CONNECTION_OVERHEAD


def test_a_flood_of_conversations_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves of hellos, each in a conversation of its own: the oldest go, and their names are told."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 20)
    half = quic.initial(quic.crypto_frame(HELLO[:-20]), DCID)
    noise = random.Random(1).randbytes(1150)  # noqa: S311 - a test
    stage = Stage()
    for n in range(50):
        stage.feed(up(half, 1000 + n), up(long_header(1, 0, noise[n : n + 8], b"", noise, token=b""), 5000 + n))
        table = stage.pipeline.udp.quic.connections
        assert len(table.table) <= 20
        assert table.held <= 20 * (connections.CONNECTION_OVERHEAD + 1024)
    assert len(stage.seen) == 40
    stage.pipeline.flush()
    assert len(stage.seen) == 50
    assert counts(stage) == {"initials": 100, "sni": 50, "undecrypted": 50}
    assert stage.pipeline.udp.quic.connections.held == 0

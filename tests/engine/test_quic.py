"""Names of QUIC connections, from datagrams in any order and number of pieces."""

import itertools
import random
from collections.abc import Sequence

import pytest
from builders import frames, quic
from engine.stage import CLIENT, SERVER, SPORT, Stage
from hypothesis import given, settings
from hypothesis import strategies as st
from protocols.quic.packets import DCID, HELLO_VALUES, chlo, long_header, public_packet, q046_packet, seal

from sensor.engine import connections
from sensor.engine import quic as reader
from sensor.engine.quic import MAX_FAILED, MAX_PACKETS
from sensor.model.bodies import Quic
from sensor.protocols.quic.consts import MAX_CRYPTO

NAME = "a.example"
HELLO = quic.client_hello(NAME)
LONG = quic.client_hello(NAME, post_quantum=True)
OTHER = quic.client_hello("b.example", seed="other")
SECOND_ID = b"another one"
INITIAL = quic.initial(quic.crypto_frame(HELLO), DCID)
SERVER_INITIAL = quic.server_initial(b"", b"server", client_dcid=DCID)
UP = quic.short(b"server", 60, seed="up")
DOWN = quic.short(b"", 600, seed="down")
RETRY = quic.retry(b"", SECOND_ID, b"token", answers=DCID)
NEGOTIATION = long_header(0, 0, b"", DCID)
READ = {"initials": 1, "sni": 1}

Datagram = bytes | tuple[bytes, int]
"""A payload, or one with the bytes of it that the capture kept."""


def up(payload: Datagram, sport: int = SPORT, dport: int = 443) -> tuple[bytes, int]:
    """Return the frame of a client's datagram, and its length on the wire."""
    return frame(payload, CLIENT, SERVER, sport, dport)


def down(payload: Datagram, sport: int = SPORT, dport: int = 443) -> tuple[bytes, int]:
    """Return the frame of a server's datagram."""
    return frame(payload, SERVER, CLIENT, dport, sport)


def frame(payload: Datagram, src: str, dst: str, sport: int, dport: int) -> tuple[bytes, int]:
    """Return a frame as the capture kept it, and its length on the wire."""
    data, kept = payload if isinstance(payload, tuple) else (payload, len(payload))
    raw = frames.ethernet(frames.udp(src, dst, sport, dport, data))
    return raw[: len(raw) - len(data) + kept], len(raw)


def staged(*raw: tuple[bytes, int], wanted: Sequence[str] = ()) -> Stage:
    """Return a stage on which a capture of these frames was played to its end."""
    stage = Stage(wanted).feed(*raw)
    stage.pipeline.flush()
    return stage


def counts(stage: Stage) -> dict[str, int]:
    """Return the counters that are not zero; each connection has to stand in one of them."""
    found = {name: count for name, count in stage.tally.quic.items() if count}
    fates = sum(count for name, count in found.items() if name not in ("initials", "ech"))
    assert fates == found.get("initials", 0)
    assert "sensor.frame_failed" not in stage.tally.weird
    return found


def pieces(hello: bytes, cuts: Sequence[int]) -> list[bytes]:
    """Return the CRYPTO frames of a hello cut at *cuts*."""
    return [quic.crypto_frame(hello[one:other], one) for one, other in itertools.pairwise([0, *cuts, len(hello)])]


SCRIPTS: dict[str, tuple[list[tuple[bytes, int]], list[str], dict[str, int]]] = {
    "one Initial": ([up(INITIAL)], ["a.example"], READ),
    "the whole conversation": ([up(INITIAL), down(SERVER_INITIAL), up(UP), down(DOWN)], ["a.example"], READ),
    "sent again": ([up(INITIAL), up(INITIAL), down(SERVER_INITIAL), up(INITIAL)], ["a.example"], READ),
    "any port": ([up(INITIAL, 7, 9)], ["a.example"], READ),
    "the DNS port": ([up(INITIAL, SPORT, 53)], ["a.example"], READ),
    "the mDNS port": ([up(INITIAL, SPORT, 5353)], ["a.example"], READ),
    "version 2": (
        [up(quic.initial(quic.crypto_frame(HELLO), DCID, version=quic.V2))], ["a.example"], READ,
    ),
    "no connection ids": ([up(quic.initial(quic.crypto_frame(HELLO), b""))], ["a.example"], READ),
    "the longest connection id": ([up(quic.initial(quic.crypto_frame(HELLO), bytes(20)))], ["a.example"], READ),
    "a token": ([up(quic.initial(quic.crypto_frame(HELLO), DCID, token=bytes(99)))], ["a.example"], READ),
    "behind early data of the datagram": (
        [up(long_header(1, 1, DCID, b"", bytes(80)) + quic.initial(quic.crypto_frame(HELLO), DCID, pad_to=0))],
        ["a.example"],
        READ,
    ),
    "two Initials in one datagram": (
        [up(b"".join(quic.initial(piece, DCID, number=n, pad_to=0) for n, piece in enumerate(pieces(HELLO, [90]))))],
        ["a.example"],
        READ,
    ),
    "over three, backwards": (
        [up(packet) for packet in quic.client_initials(LONG, DCID, cut=(700, 1300), order=(2, 1, 0))], ["a.example"], READ,
    ),
    "its rest behind the server's answer, to the server's id": (
        [
            up(quic.initial(quic.crypto_frame(LONG[:700]), DCID)),
            down(SERVER_INITIAL),
            up(quic.initial(quic.crypto_frame(LONG[700:], 700), b"server", number=1, key_dcid=DCID)),
        ],
        ["a.example"],
        READ,
    ),
    "the same, and the server has no id": (
        [
            up(quic.initial(quic.crypto_frame(LONG[:700]), DCID)),
            up(quic.initial(quic.crypto_frame(LONG[700:], 700), b"", number=1, key_dcid=DCID)),
        ],
        ["a.example"],
        READ,
    ),
    "Retry behind a part": (
        [
            up(quic.initial(quic.crypto_frame(OTHER[:50]), DCID)),
            down(RETRY),
            up(quic.initial(quic.crypto_frame(HELLO), SECOND_ID, token=b"token")),
        ],
        ["a.example"],
        READ,
    ),
    "Retry behind the whole": (
        [up(INITIAL), down(RETRY), up(quic.initial(quic.crypto_frame(HELLO), SECOND_ID, token=b"token"))],
        ["a.example"],
        READ,
    ),
    "Retry, and another hello": (
        [up(INITIAL), down(RETRY), up(quic.initial(quic.crypto_frame(OTHER), SECOND_ID, token=b"token"))],
        ["a.example"],
        READ,
    ),
    "a Retry that was not captured": (
        [up(INITIAL), up(quic.initial(quic.crypto_frame(HELLO), SECOND_ID, token=b"token"))], ["a.example"], READ,
    ),
    "a Retry alone": ([down(RETRY)], [], {}),
    "Version Negotiation": (
        [up(seal(quic.crypto_frame(HELLO), 0x1A2A3A4A, salt=bytes(20))), down(NEGOTIATION), up(INITIAL)], ["a.example"], READ,
    ),
    "ports used again": (
        [up(INITIAL), down(SERVER_INITIAL), up(quic.initial(quic.crypto_frame(OTHER), SECOND_ID))],
        ["a.example", "b.example"],
        {"initials": 2, "sni": 2},
    ),
    "the client goes on to the server's id": (
        [up(INITIAL), up(quic.initial(b"\x02\0\0\0\0", b"server", number=1, key_dcid=DCID))], ["a.example"], READ,
    ),
    "the server's packet comes first": ([down(SERVER_INITIAL), up(INITIAL)], ["a.example"], READ),
    "PING, ACK and padding between": (
        [up(quic.initial(b"\1\0\0" + b"\0".join(reversed(pieces(HELLO, [9, 30, 31]))) + b"\2\0\0\0\0\1", DCID))],
        ["a.example"],
        READ,
    ),
    "no name": (
        [up(quic.initial(quic.crypto_frame(quic.client_hello(None)), DCID))], ["None"], {"initials": 1, "no_sni": 1},
    ),
    "ECH": (
        [up(quic.initial(quic.crypto_frame(quic.client_hello(NAME, ech=True)), DCID))],
        ["a.example"],
        {"initials": 1, "sni": 1, "ech": 1},
    ),
    "its end is lost": ([up(quic.initial(quic.crypto_frame(HELLO[:-20]), DCID))], ["a.example"], READ),
    "its beginning is lost": (
        [up(quic.initial(quic.crypto_frame(HELLO[50:], 50), DCID))], [], {"initials": 1, "incomplete": 1},
    ),
    "a gap before the name": (
        [up(quic.initial(quic.crypto_frame(HELLO[:60]) + quic.crypto_frame(HELLO[-20:], len(HELLO) - 20), DCID))],
        [],
        {"initials": 1, "incomplete": 1},
    ),
    "cut by the capture behind the name": ([up((INITIAL, len(HELLO) - 5))], ["a.example"], READ),
    "cut by the capture before the name": ([up((INITIAL, 90))], [], {"initials": 1, "incomplete": 1}),
    "cut inside the header": ([up((INITIAL, 17))], [], {}),
    "cut, and what is left is no beginning": (
        [up((quic.initial(quic.crypto_frame(HELLO[50:], 50), DCID), 300))], [], {"initials": 1, "undecrypted": 1},
    ),
    "changed on the way": ([up(INITIAL[:-1] + bytes([INITIAL[-1] ^ 1]))], [], {"initials": 1, "undecrypted": 1}),
    "changed, then sent again": ([up(INITIAL[:-1] + bytes([INITIAL[-1] ^ 1])), up(INITIAL)], ["a.example"], READ),
    "only the server's side": ([down(SERVER_INITIAL), down(DOWN)], [], {"initials": 1, "undecrypted": 1}),
    "an unknown version": (
        [up(seal(quic.crypto_frame(HELLO), 0xFF000014, salt=bytes(20)))], [], {"initials": 1, "unknown_version": 1},
    ),
    "an unknown version with known keys": ([up(seal(quic.crypto_frame(HELLO), 0x12345678))], ["a.example"], READ),
    "no ClientHello": (
        [up(quic.initial(quic.crypto_frame(b"\2" + HELLO[1:]), DCID))], [], {"initials": 1, "malformed": 1},
    ),
    "a hello that is damaged": (
        [up(quic.initial(quic.crypto_frame(HELLO[:4] + b"\7" + HELLO[5:]), DCID))], [], {"initials": 1, "malformed": 1},
    ),
    "a hello of 16 MB": (
        [up(quic.initial(quic.crypto_frame(b"\1\xff\xff\xff" + HELLO[4:]), DCID))], [], {"initials": 1, "malformed": 1},
    ),
    "bytes beyond the limit": (
        [up(quic.initial(quic.crypto_frame(b"x", MAX_CRYPTO), DCID))], [], {"initials": 1, "over_limit": 1},
    ),
    "the same, and the hello": (
        [up(quic.initial(quic.crypto_frame(b"x", MAX_CRYPTO) + quic.crypto_frame(HELLO), DCID))], ["a.example"], READ,
    ),
    "nothing but PING": ([up(quic.initial(b"\1", DCID))], [], {"initials": 1, "incomplete": 1}),
    "Q043": ([up(public_packet(chlo(HELLO_VALUES)))], ["old.example"], READ),
    "Q046, twice": ([up(q046_packet(chlo(HELLO_VALUES)))] * 2, ["old.example"], READ),
    "Q046, another connection": (
        [up(q046_packet(chlo(HELLO_VALUES))), up(q046_packet(chlo(HELLO_VALUES), connection_id=bytes(8)))],
        ["old.example", "old.example"],
        {"initials": 2, "sni": 2},
    ),
    "Q046 without a CHLO": ([up(q046_packet(b"REJ\0"))], [], {}),
    "Q043 without a name": ([up(public_packet(chlo(HELLO_VALUES[:1])))], ["None"], {"initials": 1, "no_sni": 1}),
    "Q050": ([up(seal(b"\x08" + quic.crypto_frame(chlo(HELLO_VALUES))[1:], 0x51303530))], ["old.example"], READ),
    "Q050 without its end": (
        [up(seal(b"\x08" + quic.crypto_frame(chlo(HELLO_VALUES)[:-9])[1:], 0x51303530))], ["old.example"], READ,
    ),
    "Q050 without its name": (
        [up(seal(b"\x08" + quic.crypto_frame(chlo(HELLO_VALUES)[:300])[1:], 0x51303530))], [], {"initials": 1, "incomplete": 1},
    ),
    "Q050 without a CHLO": (
        [up(seal(b"\x08" + quic.crypto_frame(b"REJ\0" + bytes(99))[1:], 0x51303530))], [], {"initials": 1, "malformed": 1},
    ),
    "T051": ([up(seal(quic.crypto_frame(HELLO), 0x54303531))], ["a.example"], READ),
    "draft 29": ([up(seal(quic.crypto_frame(HELLO), 0xFF00001D))], ["a.example"], READ),
    "draft 22": ([up(seal(quic.crypto_frame(HELLO), 0xFF000016))], ["a.example"], READ),
    "Facebook's": ([up(seal(quic.crypto_frame(HELLO), 0xFACEB002))], ["a.example"], READ),
    "short headers alone": ([up(UP), down(DOWN)] * 3, [], {}),
}  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_names_are_those_that_were_asked_for(script: str) -> None:
    """And each connection is counted under what became of it."""
    raw, names, counted = SCRIPTS[script]
    stage = staged(*raw)
    assert stage.seen == [f"quic {name}" for name in names]
    assert counts(stage) == counted


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


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ([], "unknown: the capture shows one direction only"),
        ([down(RETRY)], "attempted: answered with 39 bytes, not carried to its end"),
        ([down(NEGOTIATION)], "attempted: answered with 16 bytes, not carried to its end"),
        ([down(SERVER_INITIAL)], "attempted: answered with 1200 bytes, not carried to its end"),
        ([down(SERVER_INITIAL), down(DOWN)], "attempted: answered with 1800 bytes, not carried to its end"),
        ([down(RETRY), up(UP)], "attempted: answered with 39 bytes, not carried to its end"),
        ([down(SERVER_INITIAL), up(INITIAL)], "attempted: answered with 1200 bytes, not carried to its end"),
        ([down(SERVER_INITIAL), up(UP)], "succeeded: handshake completed, 1200 bytes received"),
        ([down(SERVER_INITIAL), up(UP), down(DOWN)], "succeeded: handshake completed, 1800 bytes received"),
    ],
)
def test_headers_tell_what_became_of_it(rest: list[tuple[bytes, int]], told: str) -> None:
    """The client sends short headers only once it has accepted the server; the server may before."""
    assert staged(up(INITIAL), *rest, wanted=["a.example"]).told == [told]


def test_google_too_has_outcomes() -> None:
    """Its public header loses the version once the handshake is through."""
    rejected, through = b"\x08" + DCID + b"\1" + bytes(40), b"\x08" + DCID + b"\2" + bytes(40)
    hello = up(public_packet(chlo(HELLO_VALUES)))
    assert staged(hello, down(rejected), hello, wanted=["old.example"]).told[0].startswith("attempted: answered")
    assert staged(hello, down(rejected), up(through), wanted=["old.example"]).told[0].startswith("succeeded")


def test_a_conversation_pushed_out_of_the_table_has_its_outcome() -> None:
    """It is told when it goes."""
    stage = Stage(["a.example"])
    stage.feed(up(INITIAL), down(SERVER_INITIAL), up(UP))
    stage.pipeline.tcp.evicted(stage.observations[0].flow, 0x80)
    assert stage.told == ["succeeded: handshake completed, 1200 bytes received"]


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


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=80), st.sampled_from(range(9)))))
def test_any_datagrams_can_be_read(steps: list[tuple[bool, bytes, int]]) -> None:
    """Noise behind every kind of header, from both sides, in one conversation."""
    heads = (
        b"", b"\xc0\0\0\0\1", b"\xd0\x6b\x33\x43\xcf", b"\xc3Q046", b"\xc0Q050", b"\x09" + DCID + b"Q043", b"\xf0\0\0\0\1",
        b"\xc0\0\0\0\0", b"\xc0\xfa\xce\xb0\2",
    )  # fmt: skip
    counts(staged(*[(up if asks else down)(heads[head] + noise) for asks, noise, head in steps]))


@given(st.binary(max_size=120), st.sampled_from([1, 0x51303530, 0x54303531]), st.integers(1, 200))
def test_any_frames_can_be_read(payload: bytes, version: int, kept: int) -> None:
    """Noise under good keys; whole and cut by the capture."""
    packet = seal(payload, version, pad_to=0)
    counts(staged(up(packet), up((packet, min(kept, len(packet))), 7)))


def test_a_conversation_that_never_opens_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a number of failures nothing more is tried."""
    tried: list[bytes] = []
    monkeypatch.setattr(reader, "open_initial", lambda data, header, connection_id: tried.append(connection_id))
    stage = Stage().feed(*[up(INITIAL)] * (3 * MAX_FAILED))
    assert len(tried) == MAX_FAILED
    assert counts(stage) == {"initials": 1, "undecrypted": 1}


def test_a_hello_that_never_ends_is_left_alone() -> None:
    """After as many packets as the largest would need."""
    raw = [
        up(quic.initial(quic.crypto_frame(b"\1\0\xff\0", 4 * n), DCID, number=n, pad_to=0))
        for n in range(MAX_PACKETS + 9)
    ]
    stage = Stage().feed(*raw)
    assert counts(stage) == {"initials": 1, "over_limit": 1}
    assert stage.pipeline.quic.connections.held == connections.CONNECTION_OVERHEAD


def test_ids_after_the_hello_are_tried_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that goes on under many ids costs no more than a bounded number of attempts."""
    stage = Stage().feed(up(INITIAL))
    tried: list[bytes] = []
    monkeypatch.setattr(reader, "open_initial", lambda data, header, connection_id: tried.append(connection_id))
    stage.feed(*[up(quic.initial(b"\1", bytes([n]) * 8)) for n in range(MAX_FAILED + 9)])
    assert len(tried) == MAX_FAILED
    stage.feed(*[up(quic.initial(b"\1", DCID))] * 9)
    assert len(tried) == MAX_FAILED


def test_a_flood_of_conversations_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Halves of hellos, each in a conversation of its own: the oldest go, and their names are told."""
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 20)
    half = quic.initial(quic.crypto_frame(HELLO[:-20]), DCID)
    noise = random.Random(1).randbytes(1150)  # noqa: S311 - a test
    stage = Stage()
    for n in range(50):
        stage.feed(up(half, 1000 + n), up(long_header(1, 0, noise[n : n + 8], b"", noise, token=b""), 5000 + n))
        table = stage.pipeline.quic.connections
        assert len(table.table) <= 20
        assert table.held <= 20 * (connections.CONNECTION_OVERHEAD + 1024)
    assert len(stage.seen) == 40
    stage.pipeline.flush()
    assert len(stage.seen) == 50
    assert counts(stage) == {"initials": 100, "sni": 50, "undecrypted": 50}
    assert stage.pipeline.quic.connections.held == 0

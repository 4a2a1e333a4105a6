"""Names of QUIC connections: which packets are opened, and what is counted."""

import pytest
from builders import quic
from engine.quic_stage import (
    DOWN,
    HELLO,
    INITIAL,
    LONG,
    NAME,
    NEGOTIATION,
    OTHER,
    READ,
    RETRY,
    SECOND_ID,
    SERVER_INITIAL,
    UP,
    counts,
    down,
    pieces,
    staged,
    up,
)
from engine.stage import SPORT, Stage
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import DCID, HELLO_VALUES, chlo, long_header, public_packet, q046_packet, seal

from sensor.engine.quic import MAX_FAILED
from sensor.protocols.quic import keys
from sensor.protocols.quic.consts import MAX_CRYPTO

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


@given(st.lists(st.tuples(st.booleans(), st.binary(max_size=80), st.sampled_from(range(9)))))
def test_any_datagrams_can_be_read(steps: list[tuple[bool, bytes, int]]) -> None:
    """Noise behind every kind of header, from both sides, in one conversation."""
    heads = (
        b"", b"\xc0\0\0\0\1", b"\xd0\x6b\x33\x43\xcf", b"\xc3Q046", b"\xc0Q050", b"\x09" + DCID + b"Q043", b"\xf0\0\0\0\1",
        b"\xc0\0\0\0\0", b"\xc0\xfa\xce\xb0\2",
    )  # fmt: skip
    counts(staged(*[(up if asks else down)(heads[head] + noise) for asks, noise, head in steps]))


def broken(packet: bytes) -> bytes:
    """Return a packet that does not open."""
    return packet[:-1] + bytes([packet[-1] ^ 1])


def noted(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """Return where the connection ids will stand whose keys are tried."""
    tried: list[bytes] = []
    made = keys.client_keys

    def note(version: int, salt: bytes, connection_id: bytes) -> keys.PacketKeys:
        tried.append(connection_id)
        return made(version, salt, connection_id)

    monkeypatch.setattr(keys, "client_keys", note)
    return tried


def test_a_conversation_that_never_opens_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a number of failures nothing more is tried."""
    tried = noted(monkeypatch)
    stage = Stage().feed(*[up(broken(INITIAL))] * (3 * MAX_FAILED))
    assert len(tried) == MAX_FAILED
    assert counts(stage) == {"initials": 1, "undecrypted": 1}


def test_ids_after_the_hello_are_tried_a_few_times_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that goes on under many ids costs no more than a bounded number of attempts."""
    stage = Stage().feed(up(INITIAL))
    tried = noted(monkeypatch)
    stage.feed(*[up(broken(quic.initial(b"\1", bytes([n]) * 8))) for n in range(MAX_FAILED + 9)])
    assert len(tried) == MAX_FAILED
    stage.feed(*[up(broken(quic.initial(b"\1", DCID)))] * 9)
    assert len(tried) == MAX_FAILED

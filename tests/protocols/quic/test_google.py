"""The CHLO of Google's versions before TLS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import DCID, HELLO_VALUES, chlo, public_packet, q046_packet

from sensor.protocols.quic.consts import MAX_TAGS
from sensor.protocols.quic.google import chlo_size, chlo_values, clear_id, find_chlo, parse_chlo

MESSAGE = chlo(HELLO_VALUES)


@pytest.mark.parametrize("packet", [public_packet(MESSAGE), q046_packet(MESSAGE)])
def test_it_is_found_behind_every_header(packet: bytes) -> None:
    """And so is the connection id."""
    values = chlo_values(packet, find_chlo(packet))
    assert values == dict(HELLO_VALUES)
    assert clear_id(packet) == DCID


def test_it_says_name_and_agent() -> None:
    """In the same shape as the others."""
    body = parse_chlo(0x51303433, dict(HELLO_VALUES))
    assert (body.version, body.sni, body.ua, body.ja3) == ("Q043", "old.example", "Chrome/72.0 Intel Mac OS X", None)
    empty = parse_chlo(0x51303433, {b"SNI\0": b"", b"UAID": b"\xff" * 999})
    assert (empty.sni, empty.ua) == (None, "\\xff" * 256)


def test_a_cut_one_gives_what_is_there() -> None:
    """Values are in the order of the table."""
    whole = dict(HELLO_VALUES)
    for size in range(len(MESSAGE)):
        values = chlo_values(MESSAGE[:size], 0)
        if size < 8 + 8 * len(HELLO_VALUES):
            assert values is None
        else:
            assert values is not None
            assert set(values.items()) <= set(whole.items())
    assert chlo_values(MESSAGE, 0) == whole


def test_its_size_is_known_from_its_table() -> None:
    """0 before the table is there, -1 for what is none."""
    table = 8 + 8 * len(HELLO_VALUES)
    for size in range(len(MESSAGE)):
        assert chlo_size(MESSAGE[:size]) == (len(MESSAGE) if size >= table else 0)
    assert chlo_size(b"\1\0\0\x10\3\3\0\0") == -1
    assert chlo_size(b"REJ\0") == -1
    assert chlo_size(b"CHLO\0\0\0\0") == -1
    assert chlo_size(b"CHLO\xff\xff\0\0") == -1


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"CHLO",
        b"CHLO\0\0\0\0",
        b"CHLO" + (MAX_TAGS + 1).to_bytes(2, "little") + bytes(5000),
        b"REJ\0" + MESSAGE[4:],
        b"CHLO\2\0\0\0" + b"SNI\0\5\0\0\0" + b"VER\0\4\0\0\0" + b"a.examp",
    ],
)
def test_what_is_none_gives_nothing(message: bytes) -> None:
    """No entries, too many, another message, ends that go back."""
    assert chlo_values(message, 0) is None
    assert chlo_values(message, -1) is None


@given(st.binary(max_size=100))
def test_any_bytes_can_be_looked_at(tail: bytes) -> None:
    """Behind the tag too."""
    for message in (tail, b"CHLO" + tail, MESSAGE[:40] + tail):
        chlo_size(message)
        values = chlo_values(message, find_chlo(message))
        if values is not None:
            parse_chlo(0x51303433, values)

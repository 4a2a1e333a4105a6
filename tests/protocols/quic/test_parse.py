"""A ClientHello of QUIC as a value."""

from builders import quic
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import HELLO_VALUES, chlo

from sensor.protocols.handshake.fingerprint import ja3, ja4
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.crypto import CryptoStream
from sensor.protocols.quic.parse import begins_hello, lacking, parse_hello

NAME = "s07.upd.kaspersky.com"
HELLO = quic.client_hello(NAME)


def stream(data: bytes) -> CryptoStream:
    """Return the stream of a hello's beginning."""
    made = CryptoStream()
    made.add(0, data)
    return made


def test_it_says_what_the_client_asks_for() -> None:
    """Name and fingerprints, those of QUIC."""
    body = parse_hello(1, HELLO)
    scan = HelloScan()
    scan.read(HELLO, 4, len(HELLO))
    assert body is not None
    assert (body.version, body.sni, body.ua) == ("1", NAME, None)
    assert (body.ja3, body.ja4) == (ja3(HELLO, scan), ja4(HELLO, scan, "q"))
    assert str(body.ja4).startswith("q13d")


def test_no_name_is_no_name() -> None:
    """An address or nothing was asked for."""
    body = parse_hello(1, quic.client_hello(None))
    assert body is not None
    assert body.sni is None


def test_a_cut_one_has_no_fingerprint() -> None:
    """That of a part would be another's; the name stands, if it was there."""
    for size in range(len(HELLO)):
        body = parse_hello(1, HELLO[:size])
        if body is not None:
            assert (body.ja3, body.ja4) == (None, None)
            assert body.sni in (None, NAME)
    body = parse_hello(1, HELLO[:-5])
    assert body is not None
    assert body.sni == NAME


def test_what_lacks_is_known_from_the_length() -> None:
    """At least four bytes for that; another message, or one of 16 MB, is none."""
    assert lacking(None, 1) == 4
    for size, lacks in ((0, 4), (3, 1), (4, len(HELLO) - 4), (len(HELLO) - 1, 1), (len(HELLO), 0)):
        assert lacking(stream(HELLO[:size]), 1) == lacks
    assert lacking(stream(HELLO + b"more"), 1) == 0
    assert lacking(stream(b"\2" + HELLO[1:]), 1) == -1
    assert lacking(stream(b"\1\xff\xff\xff"), 1) == -1


def test_a_chlo_lacks_its_table_first() -> None:
    """Its size stands at the table's end."""
    message = chlo(HELLO_VALUES)
    for size, lacks in ((9, 1), (len(message) - 5, 5), (len(message), 0)):
        assert lacking(stream(message[:size]), 0x51303530) == lacks
    assert lacking(stream(HELLO), 0x51303530) == -1


def test_beginnings_are_known() -> None:
    """Of a ClientHello and of a CHLO."""
    assert begins_hello(HELLO)
    assert begins_hello(b"CHLO")
    assert not begins_hello(HELLO[1:])
    assert not begins_hello(b"")


@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(tail: bytes) -> None:
    """Whatever the CRYPTO frames held."""
    parse_hello(1, tail)
    parse_hello(1, HELLO[:80] + tail)

"""A ClientHello of QUIC as a value."""

from builders import quic
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.handshake.fingerprint import ja3, ja4
from sensor.protocols.handshake.hello import HelloScan
from sensor.protocols.quic.parse import begins_hello, parse_hello

NAME = "s07.upd.kaspersky.com"
HELLO = quic.client_hello(NAME)


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

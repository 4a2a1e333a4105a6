"""A ClientHello as a value."""

import pytest
from builders import tls
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Tls
from sensor.protocols.tls.parse import parse_client_hello

NAME = "s07.upd.kaspersky.com"


def parsed(hello: bytes) -> Tls:
    """Return what the hello says."""
    value = parse_client_hello(hello)
    assert value is not None
    return value


def test_it_says_what_the_client_asks_for() -> None:
    """Name, highest version, protocols, fingerprints."""
    value = parsed(tls.client_hello(NAME))
    assert (value.sni, value.version, value.client_alpns) == (NAME, "TLS 1.3", ("h2", "http/1.1"))
    assert value.ja3 is not None
    assert value.ja4 is not None
    assert value.ja4.startswith("t13d")


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("S07.Upd.Kaspersky.COM", NAME),
        (NAME + ".", NAME),
        (NAME + "..", NAME),
        (b"caf\xe9.example", "caf\\xe9.example"),
        (b"a\0b.example", "a\\x00b.example"),
        (b"a\\b", "a\\x5cb"),
        (b"203.0.113.9", "203.0.113.9"),
        (b"a" * 256, None),
        (b".", None),
        (b"", None),
        (None, None),
    ],
)
def test_names_have_their_normal_form(sent: str | bytes | None, said: str | None) -> None:
    """Lower case, no trailing dot, odd bytes escaped; what is no name is none."""
    assert parsed(tls.client_hello(sent)).sni == said


def test_versions_are_in_the_words_of_eve() -> None:
    """The highest that is offered; GREASE is no version, and the field of old is for those that offer none."""
    assert parsed(tls.client_hello(NAME, tls13=False)).version == "TLS 1.2"
    old = bytearray(tls.client_hello(NAME, tls13=False))
    for minor, words in ((0, "SSLv3"), (1, "TLSv1"), (2, "TLS 1.1"), (9, "0x0309")):
        old[5] = minor
        assert parsed(bytes(old)).version == words


def test_protocols_are_escaped() -> None:
    """They are bytes that anybody may choose."""
    assert parsed(tls.client_hello(NAME, alpn=("\x0a\x0a", "h2"))).client_alpns == ("\\x0a\\x0a", "h2")
    assert parsed(tls.client_hello(NAME, alpn=())).client_alpns == ()


def test_a_hello_cut_at_any_byte_says_what_came_before_and_has_no_fingerprint() -> None:
    """The fingerprint of a part would be somebody else's."""
    hello = tls.client_hello(NAME)
    behind = hello.index(NAME.encode()) + len(NAME)
    for end in range(len(hello)):
        value = parse_client_hello(hello[:end])
        if value is None:
            assert end < 39
            continue
        assert value.sni == (NAME if end >= behind else None)
        assert value.ja3 is None
        assert value.ja4 is None


def test_what_follows_the_hello_is_not_read() -> None:
    """Another message in the same record."""
    hello = tls.client_hello(NAME)
    assert parse_client_hello(hello + tls.handshake(11, tls.server_name("other.example"))) == parse_client_hello(hello)


@given(st.binary(max_size=400))
def test_no_bytes_make_it_raise(data: bytes) -> None:
    """None, or something."""
    parse_client_hello(data)
    parse_client_hello(b"\1\0\1\0\3\3" + data)


@given(st.data())
def test_no_damage_makes_it_raise(data: st.DataObject) -> None:
    """A few bytes of a real hello changed."""
    hello = bytearray(tls.client_hello(NAME))
    for _ in range(data.draw(st.integers(1, 5))):
        hello[data.draw(st.integers(0, len(hello) - 1))] = data.draw(st.integers(0, 255))
    parse_client_hello(bytes(hello))

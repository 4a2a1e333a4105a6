"""NetBIOS names on the wire."""

import pytest
from builders import dns
from hypothesis import given
from hypothesis import strategies as st

from sensor.protocols.nbns.names import plain, read_name

NAME = dns.labels(dns.netbios("WS-0422", 0x20))


def test_a_name_has_fifteen_characters_and_a_suffix() -> None:
    """Lower case, without its padding."""
    assert read_name(b"??" + NAME + b"!", 2) == ("ws-0422", "20", 2 + len(NAME))


def test_a_pointer_is_followed() -> None:
    """The name ends behind it."""
    assert read_name(NAME + b"\xc0\0!", len(NAME)) == ("ws-0422", "20", len(NAME) + 2)


def test_a_scope_is_stepped_over() -> None:
    """Labels behind the name, or a pointer to them."""
    assert read_name(NAME[:-1] + b"\5scope\0!", 0)[2] == len(NAME) + 6
    assert read_name(NAME[:-1] + b"\xc0\0!", 0)[2] == len(NAME) + 1


@pytest.mark.parametrize(
    "message",
    [
        b"",
        NAME[:20],
        b"\x1f" + NAME[1:],
        NAME.replace(b"F", b"Q"),
        NAME[:-1],
        NAME[:-1] + b"\x7f",
        b"\xc0\0" * 9,
        b"\xc0",
    ],
    ids=["empty", "cut", "short", "letter", "no end", "label", "circle", "pointer"],
)
def test_what_is_no_name_is_none(message: bytes) -> None:
    """Whatever is wrong with it."""
    assert read_name(message, 0)[2] == -1


def test_bytes_are_escaped() -> None:
    """Names may hold any."""
    assert plain(b"\x1b[2J\xe4".ljust(15) + b"\x03") == (r"\x1b[2j\xe4", "03")


@given(st.binary(max_size=80), st.integers(0, 90))
def test_any_bytes_are_taken(noise: bytes, pos: int) -> None:
    """Nothing raises, and the position only ever lies behind."""
    behind = read_name(noise, pos)[2]
    assert behind == -1 or behind > pos

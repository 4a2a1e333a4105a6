"""Messages of neighbour discovery as values."""

import pytest
from builders import neighbours
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Ndp
from sensor.protocols.ndp.parse import parse_message

MAC, TARGET = "52:54:00:36:3e:ff", "fd00:4::22"
ASKS = neighbours.solicitation(TARGET, MAC)
ANSWERS = neighbours.advertisement(TARGET, MAC, flags=0xE0)


def test_a_solicitation_tells_its_sender() -> None:
    """The option is the sender's own; flags are an advertisement's."""
    assert parse_message(ASKS) == Ndp("neighbor_solicitation", TARGET, src_mac=MAC)


def test_an_advertisement_tells_its_target() -> None:
    """With its three flags."""
    assert parse_message(ANSWERS) == Ndp(
        "neighbor_advertisement", TARGET, target_mac=MAC, router=True, solicited=True, override=True
    )


def test_routers_tell_their_own() -> None:
    """Whoever advertises is one."""
    option = b"\1\1" + bytes.fromhex(MAC.replace(":", ""))
    assert parse_message(b"\x85" + bytes(7) + option) == Ndp("router_solicitation", src_mac=MAC)
    assert parse_message(b"\x86" + bytes(15) + option) == Ndp("router_advertisement", src_mac=MAC, router=True)


@pytest.mark.parametrize("mac", ["00:00:00:00:00:00", "33:33:00:00:00:01"])
def test_nobodys_address_is_none(mac: str) -> None:
    """Zeros, or a group's."""
    message = parse_message(neighbours.solicitation(TARGET, mac))
    assert message is not None
    assert message.src_mac is None


@pytest.mark.parametrize("message", [b"", ASKS[:23], b"\x80" + ASKS[1:], b"\x87\x01" + ASKS[2:]])
def test_other_messages_are_none(message: bytes) -> None:
    """Cut, an echo, another code."""
    assert parse_message(message) is None


@pytest.mark.parametrize("options", [b"\1\0" * 9, b"\1\2\3\4\5\6\7\x08", b"\1"], ids=["zero", "cut", "byte"])
def test_a_damaged_option_ends_them(options: bytes) -> None:
    """One of no length would not end either."""
    message = parse_message(neighbours.solicitation(TARGET) + options)
    assert message is not None
    assert message.src_mac is None


@given(st.binary(max_size=200), st.sampled_from([ASKS, ANSWERS]), st.integers(0, 32))
def test_any_bytes_are_taken(noise: bytes, message: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_message(noise)
    parse_message(message[:kept] + noise)

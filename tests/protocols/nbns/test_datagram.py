"""Messages of the NetBIOS datagram service as values."""

import pytest
from builders import neighbours
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Nbdgm
from sensor.protocols.nbns.datagram import parse_datagram

MESSAGE = neighbours.netbios_datagram("WS-0422", "10.4.7.22", "CORP")


def test_both_names_are_read() -> None:
    """And the address that the sender gives itself."""
    assert parse_datagram(MESSAGE) == Nbdgm("direct_group", 0x4E20, "ws-0422", "00", "10.4.7.22", "corp", "1d")


def test_the_sender_is_enough() -> None:
    """The rest may be cut."""
    message = parse_datagram(MESSAGE[:60])
    assert message is not None
    assert (message.source, message.destination) == ("ws-0422", None)


@pytest.mark.parametrize("message", [b"", MESSAGE[:13], b"\x13" + MESSAGE[1:], MESSAGE[:40]])
def test_other_messages_are_none(message: bytes) -> None:
    """Cut, or an error, which names nobody."""
    assert parse_datagram(message) is None


@given(st.binary(max_size=150), st.integers(0, len(MESSAGE)))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_datagram(noise)
    parse_datagram(MESSAGE[:kept] + noise)

"""ARP packets as values."""

import pytest
from builders import neighbours
from hypothesis import given
from hypothesis import strategies as st

from sensor.model.bodies import Arp
from sensor.protocols.arp.parse import parse_packet

MAC, OTHER = "52:54:00:36:3e:ff", "52:54:00:00:04:01"
ANSWER = neighbours.arp(2, MAC, "10.4.7.22", "10.4.0.1", OTHER)


def test_both_ends_are_read() -> None:
    """In the words of EVE; what stands behind the packet is padding of the frame."""
    assert parse_packet(ANSWER + bytes(18)) == Arp("ethernet", "ipv4", "reply", MAC, "10.4.7.22", OTHER, "10.4.0.1")


def test_an_unknown_opcode_is_its_number() -> None:
    """Nothing is lost."""
    packet = parse_packet(neighbours.arp(77, MAC, "10.4.7.22", "10.4.0.1"))
    assert packet is not None
    assert packet.opcode == "77"


@pytest.mark.parametrize(
    "packet",
    [
        b"",
        ANSWER[:27],
        b"\0\x11" + ANSWER[2:],
        ANSWER[:2] + b"\x86\xdd" + ANSWER[4:],
        ANSWER[:4] + b"\x08" + ANSWER[5:],
    ],
    ids=["empty", "cut", "hardware", "protocol", "length"],
)
def test_other_packets_are_none(packet: bytes) -> None:
    """Cut, or about other addresses than ours."""
    assert parse_packet(packet) is None


@given(st.binary(max_size=60), st.integers(0, 28))
def test_any_bytes_are_taken(noise: bytes, kept: int) -> None:
    """Nothing raises."""
    parse_packet(noise)
    parse_packet(ANSWER[:kept] + noise)

"""What makes it believable that a packet begins inside a datagram."""

import pytest
from decode.envelopes import FRAME, LLC
from decode.views import UDP4, UDP6

from sensor.decode.packet import Packet
from sensor.decode.tunnels.inner import inner_fits, known_at

ETHERNET, IP4, IP6, MPLS, NSH = 0x6558, 0x0800, 0x86DD, 0x8847, 0x894F


def packet_over(data: bytes) -> Packet:
    """Return a packet whose bytes are *data*."""
    packet = Packet()
    packet.data = data
    packet.begin(0, len(data), len(data), 1)
    return packet


@pytest.mark.parametrize(
    ("kind", "data"), [(IP4, UDP4), (IP6, UDP6), (ETHERNET, FRAME), (ETHERNET, LLC), (MPLS, bytes(8)), (NSH, bytes(8))]
)
def test_what_fits(kind: int, data: bytes) -> None:
    """Each type in front of what it names, at any place."""
    assert inner_fits(packet_over(data), kind, 0)
    assert inner_fits(packet_over(b"\xff" * 7 + data), kind, 7)


@pytest.mark.parametrize(
    ("title", "kind", "data"),
    [
        ("IPv6 called IPv4", IP4, UDP6),
        ("IPv4 called IPv6", IP6, UDP4),
        ("an IPv4 header that is cut", IP4, UDP4[:19]),
        ("an Ethernet header that is cut", ETHERNET, FRAME[:13]),
        ("an EtherType that nobody uses", ETHERNET, b"\xee" * 60),
        ("a label without anything below", MPLS, bytes(7)),
        ("a type that carries nothing of ours", 0x1234, UDP4),
        ("nothing", IP4, b""),
    ],
)
def test_what_does_not(title: str, kind: int, data: bytes) -> None:
    """What contradicts its type, or ends too early."""
    assert not inner_fits(packet_over(data), kind, 0)


def test_a_guess_at_ethernet_wants_a_usual_type() -> None:
    """Nothing else says that Ethernet begins there: a length instead of a type is not enough."""
    assert known_at(packet_over(FRAME), 0)
    assert not known_at(packet_over(LLC), 0)
    assert not known_at(packet_over(FRAME), 1)
    assert not known_at(packet_over(FRAME[:13]), 0)

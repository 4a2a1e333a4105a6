"""The IP protocols that carry packets, each around the same datagram."""

import pytest
from builders import frames
from decode.envelopes import FRAME, OUTER, carried_in_ip, esp, in_ip, in_udp
from decode.views import UDP4, UDP6, view

from sensor.decode.layers import STOP_CUT, STOP_ENCRYPTED, TUNNEL_GRE, TUNNEL_IP

IN_IP = [
    ("IPv4", 4, UDP4, TUNNEL_IP),
    ("IPv6", 41, UDP6, TUNNEL_IP),
    ("EtherIP", 97, bytes.fromhex("3000") + FRAME, TUNNEL_IP),
    ("MPLS", 137, bytes.fromhex("00011140") + UDP4, TUNNEL_IP),
]  # fmt: skip


@pytest.mark.parametrize(("title", "proto", "payload", "tunnel"), IN_IP)
def test_in_ip(title: str, proto: int, payload: bytes, tunnel: int) -> None:
    """The innermost datagram counts; the tunnel's kind and its ends are kept."""
    carried_in_ip(proto, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "proto", "payload", "stop"),
    [
        ("IP compression", 108, bytes.fromhex("04000001") + bytes(40), STOP_ENCRYPTED),
        ("EtherIP, cut", 97, b"\x30", STOP_CUT),
    ],
)
def test_why_there_is_none(title: str, proto: int, payload: bytes, stop: int) -> None:
    """What ends too early, what is encrypted, what nobody can tell."""
    assert in_ip(proto, payload).stop == stop


def test_tunnels_within_tunnels() -> None:
    """Each is counted; the outer addresses are those around the innermost."""
    inner = frames.ipv4("198.51.100.1", "198.51.100.2", 47, bytes.fromhex("00000800") + UDP4)
    found = in_udp(4789, bytes.fromhex("0800000000004200") + frames.ethernet(inner))
    assert found.whole
    assert (found.tunnel, found.tunnel_depth) == (TUNNEL_GRE, 2)
    assert found.outer == ("198.51.100.1", "198.51.100.2")


def test_link_addresses_are_those_inside() -> None:
    """Those of the tunnel's ends name no machine; a tunnel of IP has none, IPsec between the ends leaves theirs."""
    outside = frames.ethernet(b"", src="52:54:00:aa:00:01", dst="52:54:00:aa:00:02")[:12]
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 4, UDP4)).mac == b""
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 47, bytes.fromhex("00006558") + FRAME)).mac == FRAME[:12]
    assert view(outside + b"\x88\x47" + bytes.fromhex("00011140") + UDP4).mac == b""
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 50, esp(UDP4[20:], 17))).mac == outside
    assert view(outside + b"\x08\0" + frames.ipv4(*OUTER, 50, esp(UDP4, 4))).mac == b""

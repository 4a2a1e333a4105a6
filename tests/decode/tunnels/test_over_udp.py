"""The UDP ports that carry packets, each around the same datagram."""

import pytest
from builders import frames
from decode.envelopes import FRAME, OUTER, WIFI, carried_in_udp, in_udp, stays_a_datagram
from decode.views import LINK_RAW, UDP4, view

from sensor.decode.layers import LAYER_DONE, TUNNEL_CAPWAP, TUNNEL_IP

IN_UDP = [
    ("MPLS", 6635, bytes.fromhex("00011140") + UDP4, TUNNEL_IP),
    ("CAPWAP, 802.11", 5247, bytes.fromhex("0010 0100 00000000") + WIFI, TUNNEL_CAPWAP),
    ("CAPWAP, 802.3", 5247, bytes.fromhex("0010 0000 00000000") + FRAME, TUNNEL_CAPWAP),
    ("MPLS, Ethernet", 6635, bytes.fromhex("00010040 00011140") + FRAME, TUNNEL_IP),
    ("MPLS, Ethernet behind a control word", 6635, bytes.fromhex("00011140 00000000") + FRAME, TUNNEL_IP),
]  # fmt: skip


@pytest.mark.parametrize(("title", "port", "payload", "tunnel"), IN_UDP)
def test_in_udp(title: str, port: int, payload: bytes, tunnel: int) -> None:
    """The same at the ports that tunnels have."""
    carried_in_udp(port, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "port", "payload"),
    [
        ("MPLS, a datagram like any other", 6635, b"\xee" * 60),
        ("MPLS, a stack without end", 6635, bytes.fromhex("00010040") * 40),
        ("MPLS, nothing below", 6635, bytes.fromhex("00011140")),
        ("MPLS, cut in the stack", 6635, bytes.fromhex("00010040 00")),
        ("CAPWAP, DTLS", 5247, b"\x01" + bytes(60)),
        ("CAPWAP, a later fragment", 5247, bytes.fromhex("0010 0180 00010b90") + WIFI),
        ("CAPWAP, keep alive", 5247, bytes.fromhex("0010 0108 00000000") + bytes(40)),
        ("CAPWAP, header beyond the end", 5247, bytes.fromhex("00f8 0100 00000000") + bytes(40)),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    stays_a_datagram(port, payload)


@pytest.mark.parametrize("port", [1701, 2152, 3544, 4500, 4789, 4790, 5247, 6081, 6635, 8472])
def test_a_resolver_may_draw_the_port_of_a_tunnel(port: int) -> None:
    """A response whose bytes could be any tunnel's is a response."""
    response = bytes.fromhex("0802818300010000 00000000") + b"\x07example\x03com\0\0\x01\0\x01" + FRAME
    found = in_udp(port, response, sport=53)
    assert (found.stop, found.dport, found.payload) == (LAYER_DONE, port, response)
    assert in_udp(53, response, sport=port).payload == response


def test_the_first_piece_of_a_capwap_fragment() -> None:
    """Its headers are whole; what is lacking behind them is said to be missing."""
    packet = frames.udp(*OUTER, 40000, 5247, bytes.fromhex("0010 0180 00070000") + WIFI[:-2])
    found = view(packet, LINK_RAW)
    assert (found.stop, found.payload, found.missing, found.outer) == (LAYER_DONE, b"hel", 2, OUTER)

"""L2TP over UDP and over IP, each around the same datagram."""

import pytest
from decode.envelopes import FRAME, carried_in_ip, carried_in_udp, in_ip, stays_a_datagram
from decode.views import UDP4

from sensor.decode.layers import STOP_CUT, STOP_TRANSPORT, TUNNEL_L2TP

IN_IP = [
    ("L2TPv3, Ethernet", 115, bytes.fromhex("00000007") + FRAME, TUNNEL_L2TP),
    ("L2TPv3, cookie", 115, bytes.fromhex("00000007 1122334455667788") + FRAME, TUNNEL_L2TP),
    ("L2TPv3, PPP", 115, bytes.fromhex("00000007 ff030021") + UDP4, TUNNEL_L2TP),
]  # fmt: skip

IN_UDP = [
    ("L2TP", 1701, bytes.fromhex("0002 0001 0002 ff030021") + UDP4, TUNNEL_L2TP),
    ("L2TP, all fields", 1701,
     bytes.fromhex("4a02 0040 0001 0002 0003 0004 0002 0000 0021") + UDP4, TUNNEL_L2TP),
    ("L2TPv3", 1701, bytes.fromhex("00030000 00000007") + FRAME, TUNNEL_L2TP),
]  # fmt: skip


@pytest.mark.parametrize(("title", "proto", "payload", "tunnel"), IN_IP)
def test_in_ip(title: str, proto: int, payload: bytes, tunnel: int) -> None:
    """The innermost datagram counts; the tunnel's kind and its ends are kept."""
    carried_in_ip(proto, payload, tunnel)


@pytest.mark.parametrize(("title", "port", "payload", "tunnel"), IN_UDP)
def test_in_udp(title: str, port: int, payload: bytes, tunnel: int) -> None:
    """The same at the ports that tunnels have."""
    carried_in_udp(port, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "port", "payload"),
    [
        ("L2TP, control", 1701, bytes.fromhex("c802 000c 0000 0000 0000 0000")),
        ("L2TP, another version", 1701, bytes.fromhex("0001 0000 0000 0000") + UDP4),
        ("L2TP, offset beyond the end", 1701, bytes.fromhex("0202 0001 0002 ffff") + UDP4),
        ("L2TPv3, control", 1701, bytes.fromhex("00030000 00000000") + FRAME),
        ("L2TP, bits that nobody sets", 1701, bytes.fromhex("4022 0040 0001 0002 ff030021") + UDP4),
        ("QUIC", 1701, bytes.fromhex("4a12 0040") + b"\x91" * 60),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    stays_a_datagram(port, payload)


@pytest.mark.parametrize(
    ("title", "proto", "payload", "stop"),
    [
        ("L2TPv3, control", 115, bytes.fromhex("00000000") + FRAME, STOP_TRANSPORT),
        ("L2TPv3, cut", 115, b"\0", STOP_CUT),
        ("L2TPv3, nothing known", 115, bytes.fromhex("00000007") + b"\x99" * 60, STOP_TRANSPORT),
    ],
)
def test_why_there_is_none(title: str, proto: int, payload: bytes, stop: int) -> None:
    """What ends too early, what is encrypted, what nobody can tell."""
    assert in_ip(proto, payload).stop == stop

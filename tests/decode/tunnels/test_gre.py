"""GRE and what it carries, each around the same datagram."""

import pytest
from decode.envelopes import FRAME, WIFI, carried_in_ip, in_ip
from decode.views import UDP4, UDP6

from sensor.decode.layers import STOP_CUT, STOP_NOT_IP, TUNNEL_ERSPAN, TUNNEL_GRE, TUNNEL_NVGRE

IN_IP = [
    ("GRE, IPv4", 47, bytes.fromhex("00000800") + UDP4, TUNNEL_GRE),
    ("GRE, IPv6", 47, bytes.fromhex("000086dd") + UDP6, TUNNEL_GRE),
    ("GRE, MPLS", 47, bytes.fromhex("00008847 00011140") + UDP4, TUNNEL_GRE),
    ("GRE, Ethernet", 47, bytes.fromhex("00006558") + FRAME, TUNNEL_GRE),
    ("GRE, checksum", 47, bytes.fromhex("80000800 12340000") + UDP4, TUNNEL_GRE),
    ("GRE, sequence", 47, bytes.fromhex("10000800 00000007") + UDP4, TUNNEL_GRE),
    ("GRE, key", 47, bytes.fromhex("20000800 00004200") + UDP4, TUNNEL_GRE),
    ("GRE, everything", 47, bytes.fromhex("b0000800 12340000 00004200 00000007") + UDP4, TUNNEL_GRE),
    ("GRE of PPTP", 47, bytes.fromhex("3081880b 00250001 00000001 00000002 0021") + UDP4, TUNNEL_GRE),
    ("GRE of access points", 47, bytes.fromhex("00008200") + WIFI, TUNNEL_GRE),
    ("GRE of WCCP", 47, bytes.fromhex("0000883e") + UDP4, TUNNEL_GRE),
    ("GRE of WCCP 2", 47, bytes.fromhex("0000883e 00000000") + UDP4, TUNNEL_GRE),
    ("NVGRE", 47, bytes.fromhex("20006558 00004200") + FRAME, TUNNEL_NVGRE),
    ("ERSPAN I", 47, bytes.fromhex("000088be") + FRAME, TUNNEL_ERSPAN),
    ("ERSPAN II", 47, bytes.fromhex("100088be 00000001 1007000000000000") + FRAME, TUNNEL_ERSPAN),
    ("ERSPAN III", 47, bytes.fromhex("100022eb 00000001 200700000000000000000000") + FRAME, TUNNEL_ERSPAN),
    ("ERSPAN III, with platform", 47,
     bytes.fromhex("100022eb 00000001 200700000000000000000001 0000000000000000") + FRAME, TUNNEL_ERSPAN),
    ("ERSPAN III, IP", 47, bytes.fromhex("100022eb 00000001 200700000000000000000800") + UDP4, TUNNEL_ERSPAN),
]  # fmt: skip


@pytest.mark.parametrize(("title", "proto", "payload", "tunnel"), IN_IP)
def test_in_ip(title: str, proto: int, payload: bytes, tunnel: int) -> None:
    """The innermost datagram counts; the tunnel's kind and its ends are kept."""
    carried_in_ip(proto, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "proto", "payload", "stop"),
    [
        ("GRE, cut", 47, bytes.fromhex("0000"), STOP_CUT),
        ("GRE, cut in the key", 47, bytes.fromhex("20000800 0000"), STOP_CUT),
        ("GRE, fields beyond the end", 47, bytes.fromhex("b0000800"), STOP_CUT),
        ("GRE, a keepalive", 47, bytes.fromhex("00000000"), STOP_NOT_IP),
        ("GRE of PPTP, an acknowledgement", 47, bytes.fromhex("2081880b 00000001 00000002"), STOP_NOT_IP),
        ("GRE, NHRP", 47, bytes.fromhex("00002001") + bytes(40), STOP_NOT_IP),
        ("ERSPAN II, cut", 47, bytes.fromhex("100088be 00000001 1007"), STOP_CUT),
        ("ERSPAN III, cut", 47, bytes.fromhex("100022eb 00000001 2007"), STOP_CUT),
    ],
)
def test_why_there_is_none(title: str, proto: int, payload: bytes, stop: int) -> None:
    """What ends too early, what is encrypted, what nobody can tell."""
    assert in_ip(proto, payload).stop == stop

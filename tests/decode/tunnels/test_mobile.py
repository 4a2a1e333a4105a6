"""GTP-U and Teredo, each around the same datagram."""

import pytest
from decode.envelopes import carried_in_udp, stays_a_datagram
from decode.views import UDP4, UDP6

from sensor.decode.layers import TUNNEL_GTP, TUNNEL_TEREDO

IN_UDP = [
    ("GTP-U", 2152, bytes.fromhex("30ff002100000001") + UDP4, TUNNEL_GTP),
    ("GTP-U, IPv6", 2152, bytes.fromhex("30ff002100000001") + UDP6, TUNNEL_GTP),
    ("GTP-U, sequence", 2152, bytes.fromhex("32ff002500000001 00070000") + UDP4, TUNNEL_GTP),
    ("GTP-U, two extensions", 2152,
     bytes.fromhex("34ff002d00000001 00000085 01000085 01000000") + UDP4, TUNNEL_GTP),
    ("Teredo", 3544, UDP6, TUNNEL_TEREDO),
    ("Teredo, origin", 3544, bytes.fromhex("0000 1234 01020304") + UDP6, TUNNEL_TEREDO),
    ("Teredo, authentication", 3544, bytes.fromhex("0001 0000 0102030405060708 00") + UDP6, TUNNEL_TEREDO),
]  # fmt: skip


@pytest.mark.parametrize(("title", "port", "payload", "tunnel"), IN_UDP)
def test_in_udp(title: str, port: int, payload: bytes, tunnel: int) -> None:
    """The same at the ports that tunnels have."""
    carried_in_udp(port, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "port", "payload"),
    [
        ("GTP-U, echo", 2152, bytes.fromhex("3201000400000000 00000000")),
        ("GTP-U, an extension of no length", 2152, bytes.fromhex("34ff002900000001 00000085 00000000") + UDP4),
        ("GTP-U, an extension without end", 2152, bytes.fromhex("34ff002900000001 00000085 ff000000") + UDP4),
        ("GTP-U, no IP", 2152, bytes.fromhex("30ff002100000001") + b"\0" * 30),
        ("Teredo, a bubble cut short", 3544, UDP6[:39]),
        ("Teredo, no IPv6", 3544, b"\x45" * 60),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    stays_a_datagram(port, payload)

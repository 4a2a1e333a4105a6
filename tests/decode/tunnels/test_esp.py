"""ESP that does not encrypt, each around the same datagram."""

from collections.abc import Callable

import pytest
from builders import frames
from decode.envelopes import OUTER, carried_in_ip, carried_in_udp, esp, in_ip, stays_a_datagram
from decode.views import UDP4, UDP6

from sensor.decode.layers import LAYER_DONE, STOP_ENCRYPTED, TUNNEL_ESP

IN_IP = [
    ("ESP, tunnel", 50, esp(UDP4, 4), TUNNEL_ESP),
    ("ESP, tunnel of IPv6", 50, esp(UDP6, 41), TUNNEL_ESP),
    ("ESP, longer check", 50, esp(UDP4, 4, b"\xcc" * 16), TUNNEL_ESP),
    ("ESP, no check", 50, esp(UDP4, 4, b""), TUNNEL_ESP),
]  # fmt: skip

IN_UDP = [
    ("ESP", 4500, esp(UDP4, 4), TUNNEL_ESP),
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
        ("IKE behind NAT", 4500, bytes.fromhex("00000000 1122334455667788") + bytes(40)),
        ("NAT keepalive", 4500, b"\xff"),
        ("ESP, encrypted", 4500, b"\xa7" * 80),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    stays_a_datagram(port, payload)


@pytest.mark.parametrize(
    ("title", "proto", "payload", "stop"),
    [
        ("ESP, encrypted", 50, b"\xa7" * 80, STOP_ENCRYPTED),
        ("ESP, wrong padding", 50, esp(UDP4 + b"\0", 4), STOP_ENCRYPTED),
        ("ESP, almost nothing", 50, b"\0" * 9, STOP_ENCRYPTED),
    ],
)
def test_why_there_is_none(title: str, proto: int, payload: bytes, stop: int) -> None:
    """What ends too early, what is encrypted, what nobody can tell."""
    assert in_ip(proto, payload).stop == stop


@pytest.mark.parametrize("segment", [frames.udp, frames.tcp])
@pytest.mark.parametrize("size", range(20, 30))
def test_esp_between_the_ends_themselves(segment: Callable[..., bytes], size: int) -> None:
    """Transport mode: no other IP header is inside. Whatever the padding, it ends where the payload does."""
    packet = segment(*OUTER, 5000, 53, b"h" * size)
    found = in_ip(50, esp(packet[20:], packet[9]))
    assert (found.stop, found.proto, found.payload) == (LAYER_DONE, packet[9], b"h" * size)
    assert ((found.src, found.dst), found.tunnel, found.tunnel_depth) == (OUTER, TUNNEL_ESP, 1)

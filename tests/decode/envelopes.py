"""What tunnels carry in these tests, and datagrams around them."""

from builders import frames
from decode.views import LINK_RAW, UDP4, View, view

from sensor.decode.layers import LAYER_DONE, TUNNEL_NONE

OUTER = ("192.0.2.1", "192.0.2.2")
FRAME = frames.ethernet(UDP4)
LLC = frames.ethernet(bytes.fromhex("aaaa03 000000 0800") + UDP4, kind=41)
WIFI = bytes.fromhex("0802" + "00" * 22 + "aaaa03 000000 0800") + UDP4
MIC = b"\xcc" * 12


def in_ip(proto: int, payload: bytes) -> View:
    """Decode *payload* as IP protocol *proto* between OUTER."""
    return view(frames.ipv4(*OUTER, proto, payload), LINK_RAW)


def in_udp(port: int, payload: bytes, sport: int = 40000) -> View:
    """Decode *payload* to UDP *port* between OUTER."""
    return view(frames.udp(*OUTER, sport, port, payload), LINK_RAW)


def esp(inner: bytes, kind: int, check: bytes = MIC) -> bytes:
    """Return *inner* in ESP that does not encrypt."""
    padding = -(len(inner) + 2) % 4
    return bytes.fromhex("0000100100000001") + inner + bytes(range(1, padding + 1)) + bytes([padding, kind]) + check


def cut_at_every_byte(packet: bytes) -> None:
    """Nothing raises, and what stands around the frame does not matter, whether the length on the wire is told or not."""
    for size in range(len(packet)):
        for wire in (size, len(packet)):
            found = view(packet[:size], LINK_RAW, wire=wire)
            assert found == view(packet[:size], LINK_RAW, wire=wire, before=b"\xff" * 40, behind=packet[size:])
            assert found == view(packet[:size], LINK_RAW, wire=wire, before=b"\x45", behind=b"\0" * 90)


def carried_in_ip(proto: int, payload: bytes, tunnel: int) -> None:
    """The innermost datagram counts; the tunnel's kind and its ends are kept. A cut anywhere does no harm."""
    found = in_ip(proto, payload)
    assert found.whole
    assert (found.tunnel, found.tunnel_depth, found.outer) == (tunnel, 1, OUTER)
    cut_at_every_byte(frames.ipv4(*OUTER, proto, payload))


def carried_in_udp(port: int, payload: bytes, tunnel: int) -> None:
    """The same at the port that a tunnel has."""
    found = in_udp(port, payload)
    assert found.whole
    assert (found.tunnel, found.tunnel_depth) == (tunnel, 1)
    cut_at_every_byte(frames.udp(*OUTER, 40000, port, payload))


def stays_a_datagram(port: int, payload: bytes) -> None:
    """Ports are no promise: what does not fit is an ordinary datagram."""
    found = in_udp(port, payload)
    assert (found.stop, found.dport, found.payload, found.tunnel) == (LAYER_DONE, port, payload, TUNNEL_NONE)

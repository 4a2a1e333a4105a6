"""The loop over the layers, with whatever bytes a wire can carry."""

from collections.abc import Callable

import pytest
from builders import frames
from decode.views import LINK_RAW, ONE, ONE6, TCP4, TWO, TWO6, UDP4, UDP6, seen, view
from hypothesis import given
from hypothesis import strategies as st

from sensor.decode.frame import decode, walk
from sensor.decode.layers import (
    LAYER_DONE,
    LAYER_IP,
    LAYER_IP4,
    LAYER_IP6,
    MAX_LAYERS,
    STOP_CUT,
    STOP_MALFORMED,
    STOP_NAMES,
    STOP_NOT_IP,
    STOP_TOO_DEEP,
)
from sensor.decode.packet import Packet
from sensor.decode.tunnels.numbers import TUNNEL_PORTS

LINKS = [
    0,
    1,
    6,
    7,
    8,
    9,
    10,
    12,
    14,
    50,
    51,
    101,
    104,
    105,
    107,
    108,
    113,
    127,
    129,
    166,
    192,
    204,
    228,
    229,
    239,
    276,
]
"""Link types that are read (libpcap's numbers)."""
PORTS = [port for port in range(65536) if TUNNEL_PORTS[port]]
SHIM = bytes.fromhex("0001 0040")
"""An MPLS label that is not the last."""


def in_udp(port: int, payload: bytes) -> bytes:
    """Return *payload* to UDP *port*, in IPv4."""
    return frames.udp("192.0.2.1", "192.0.2.2", 40000, port, payload)


ETHERNET = frames.ethernet(UDP4)
SAMPLES = [
    (ETHERNET, 1),
    (frames.ethernet(TCP4, vlan=[1, 2, 3]), 1),
    (frames.ethernet(UDP6), 1),
    (frames.ethernet(frames.ipv6(ONE6, TWO6, 0, bytes.fromhex("3c00010400000000 1100010400000000") + UDP6[40:])), 1),
    (frames.ethernet(frames.ipv4(ONE, TWO, 17, b"x" * 16, flags=1)), 1),
    (frames.ethernet(in_udp(4789, bytes.fromhex("0800000000004200") + ETHERNET)), 1),
    (frames.ethernet(in_udp(6081, bytes.fromhex("0100655800004200 00000000") + ETHERNET)), 1),
    (frames.ethernet(in_udp(2152, bytes.fromhex("30ff002100000001") + UDP4)), 1),
    (frames.ethernet(in_udp(2152, bytes.fromhex("34ff002900000001 00000085 01000000") + UDP4)), 1),
    (frames.ethernet(in_udp(3544, UDP6)), 1),
    (frames.ethernet(in_udp(1701, bytes.fromhex("0002000100020021") + UDP4)), 1),
    (frames.ethernet(frames.ipv4(ONE, TWO, 47, bytes.fromhex("30006558 00004200 00000001") + ETHERNET)), 1),
    (frames.ethernet(frames.ipv4(ONE, TWO, 47, bytes.fromhex("100088be 00000001 1000000000000000") + ETHERNET)), 1),
    (frames.ethernet(frames.ipv4(ONE, TWO, 4, UDP4)), 1),
    (frames.ethernet(SHIM + bytes.fromhex("00020140") + UDP4, kind=0x8847), 1),
    (frames.ethernet(bytes.fromhex("110000010023 0021") + UDP4, kind=0x8864), 1),
    (bytes.fromhex("ff030021") + UDP4, 9),
    (bytes.fromhex("00000800 00000000 0802000000000000000000000000000000000000000000000000 aaaa030000000800") + UDP4, 127),
]  # fmt: skip


@pytest.mark.parametrize("at", range(len(SAMPLES)))
def test_frames_cut_anywhere(at: int) -> None:
    """Each sample, cut at each byte, exactly in a buffer of its own, whether or not the capture says it was longer."""
    frame, kind = SAMPLES[at]
    assert view(frame, kind).stop in STOP_NAMES or view(frame, kind).stop == LAYER_DONE
    for size in range(len(frame)):
        for wire in (size, len(frame)):
            found = view(frame[:size], kind, wire=wire)
            assert found == view(frame[:size], kind, wire=wire, before=b"\xff" * 33, behind=frame[size:] + b"\xff" * 99)


@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), max_size=6), st.binary())
def test_frames_with_bytes_changed(sample: tuple[bytes, int], changes: list[tuple[int, int]], behind: bytes) -> None:
    """Nothing raises, and what stands around a frame is never read."""
    frame = bytearray(sample[0])
    for at, value in changes:
        frame[at % len(frame)] = value
    alone = view(bytes(frame), sample[1])
    assert alone == view(bytes(frame), sample[1], before=b"\0" * 51, behind=behind)
    assert alone.stop == LAYER_DONE or alone.stop in STOP_NAMES


@given(st.sampled_from(LINKS), st.binary(max_size=150), st.binary(max_size=40), st.binary(max_size=40))
def test_any_bytes(kind: int, frame: bytes, before: bytes, behind: bytes) -> None:
    """Of each link type that has a name."""
    alone = view(frame, kind)
    assert alone == view(frame, kind, before=before, behind=behind)
    assert alone.stop == LAYER_DONE or alone.stop in STOP_NAMES


@given(st.integers(0, 255), st.binary(max_size=120), st.binary(max_size=40))
def test_any_bytes_in_any_ip_protocol(proto: int, payload: bytes, behind: bytes) -> None:
    """Tunnels and extension headers, under both versions of IP."""
    for packet in (frames.ipv4(ONE, TWO, proto, payload), frames.ipv6(ONE6, TWO6, proto, payload)):
        assert view(packet, LINK_RAW) == view(packet, LINK_RAW, before=b"\xff", behind=behind)


@given(st.sampled_from(PORTS), st.binary(max_size=120), st.booleans(), st.binary(max_size=40))
def test_any_bytes_at_the_ports_of_tunnels(port: int, payload: bytes, back: bool, behind: bytes) -> None:
    """What is no tunnel stays a datagram, or is counted for what it is."""
    sport, dport = (port, 40000) if back else (40000, port)
    packet = frames.udp(ONE, TWO, sport, dport, payload)
    found = view(packet, LINK_RAW)
    assert found == view(packet, LINK_RAW, before=b"\xff", behind=behind)
    if found.stop == LAYER_DONE and not found.tunnel:
        assert (found.sport, found.dport, found.payload) == (sport, dport, payload)


@given(
    st.sampled_from(
        [0x8100, 0x88A8, 0x8847, 0x8864, 0x88E5, 0x88E7, 0x8909, 0x8926, 0x892F, 0x893F, 0x894F, 0x6558, 38]
    ),
    st.binary(max_size=80),
    st.binary(max_size=40),
)
def test_any_bytes_under_the_ethertypes_that_are_opened(kind: int, payload: bytes, behind: bytes) -> None:
    """Tags, labels, LLC."""
    frame = frames.ethernet(payload, kind=kind)
    assert view(frame) == view(frame, before=b"\xff", behind=behind)


@pytest.mark.parametrize(
    ("title", "data", "stop"),
    [
        ("IPv4", UDP4, LAYER_DONE),
        ("IPv6", UDP6, LAYER_DONE),
        ("neither", b"\x50" + UDP4[1:], STOP_MALFORMED),
        ("nothing", b"", STOP_CUT),
    ],
)
def test_the_version_of_ip(title: str, data: bytes, stop: int) -> None:
    """The first nibble decides where the link does not."""
    assert walked(data, LAYER_IP) == stop


def walked(data: bytes, layer: int) -> int:
    """Take steps from *layer* on and return where they end."""
    packet = Packet()
    packet.data = data
    packet.begin(0, len(data), len(data), LINK_RAW)
    return walk(packet, layer)


def test_going_on_in_the_middle() -> None:
    """A datagram put together from fragments begins at its IP header; a reason to stop is handed through."""
    assert walked(UDP4, LAYER_IP4) == LAYER_DONE
    assert walked(UDP6, LAYER_IP6) == LAYER_DONE
    assert walked(UDP4, STOP_NOT_IP) == STOP_NOT_IP


@pytest.mark.parametrize(
    ("title", "around", "link_type"),
    [
        ("IP in IP", lambda inner: frames.ipv4(ONE, TWO, 4, inner), LINK_RAW),
        ("IPv6 in IPv6", lambda inner: frames.ipv6(ONE6, TWO6, 41 if inner[0] >> 4 == 6 else 4, inner), LINK_RAW),
        ("VXLAN", lambda inner: frames.ethernet(in_udp(4789, bytes.fromhex("0800000000004200") + inner)), 1),
    ],
)
def test_layers_without_end(title: str, around: Callable[[bytes], bytes], link_type: int) -> None:
    """A few deep are read; so many that it must be an attack are given up."""
    frame = UDP4 if link_type == LINK_RAW else ETHERNET
    depths = []
    for depth in range(1, MAX_LAYERS):
        frame = around(frame)
        if view(frame, link_type).stop == LAYER_DONE:
            depths.append(depth)
        else:
            assert view(frame, link_type).stop == STOP_TOO_DEEP
    assert depths[:4] == [1, 2, 3, 4]
    assert depths == list(range(1, len(depths) + 1)), "once too deep, always too deep"


def test_a_chain_of_headers_without_end() -> None:
    """IPv6 options after options."""
    chain = bytes.fromhex("0000000000000000") * 200
    assert view(frames.ipv6(ONE6, TWO6, 0, chain), LINK_RAW).stop == STOP_TOO_DEEP


def test_frames_side_by_side() -> None:
    """One buffer, as the readers fill it: each frame decodes as it does alone."""
    packet = Packet()
    packet.data = b"".join(frame for frame, _ in SAMPLES)
    at = 0
    for frame, kind in SAMPLES:
        packet.begin(at, len(frame), len(frame), kind)
        assert seen(packet, decode(packet)) == view(frame, kind)
        at += len(frame)

"""VXLAN and GENEVE, each around the same datagram."""

import pytest
from builders import frames
from decode.envelopes import FRAME, LLC, OUTER, carried_in_udp, in_ip, in_udp, stays_a_datagram
from decode.views import LINK_RAW, ONE, TWO, UDP4, UDP6, view

from sensor.decode.layers import LAYER_DONE, TUNNEL_GENEVE, TUNNEL_VXLAN

IN_UDP = [
    ("VXLAN", 4789, bytes.fromhex("0800000000004200") + FRAME, TUNNEL_VXLAN),
    ("VXLAN, bits that its receivers ignore", 4789, bytes.fromhex("f9ffffff00004201") + FRAME, TUNNEL_VXLAN),
    ("VXLAN, 802.3", 4789, bytes.fromhex("0800000000004200") + LLC, TUNNEL_VXLAN),
    ("VXLAN, Linux's old port", 8472, bytes.fromhex("0800000000004200") + FRAME, TUNNEL_VXLAN),
    ("VXLAN-GPE, IPv4", 4790, bytes.fromhex("0c00000100004200") + UDP4, TUNNEL_VXLAN),
    ("VXLAN-GPE, IPv6", 4790, bytes.fromhex("0c00000200004200") + UDP6, TUNNEL_VXLAN),
    ("VXLAN-GPE, Ethernet", 4790, bytes.fromhex("0c00000300004200") + FRAME, TUNNEL_VXLAN),
    ("VXLAN-GPE, MPLS", 4790, bytes.fromhex("0c00000500004200 00011140") + UDP4, TUNNEL_VXLAN),
    ("GENEVE", 6081, bytes.fromhex("0000655800004200") + FRAME, TUNNEL_GENEVE),
    ("GENEVE, options", 6081, bytes.fromhex("0240655800004200 0000000000000000") + FRAME, TUNNEL_GENEVE),
    ("GENEVE, IPv4", 6081, bytes.fromhex("0000080000004200") + UDP4, TUNNEL_GENEVE),
    ("VXLAN-GPE, NSH", 4790, bytes.fromhex("0c00000400004200 0002 02 01 00000001") + UDP4, TUNNEL_VXLAN),
    ("GENEVE, IPv6", 6081, bytes.fromhex("000086dd00004200") + UDP6, TUNNEL_GENEVE),
    ("GENEVE, MPLS", 6081, bytes.fromhex("0000884700004200 00011140") + UDP4, TUNNEL_GENEVE),
]  # fmt: skip


@pytest.mark.parametrize(("title", "port", "payload", "tunnel"), IN_UDP)
def test_in_udp(title: str, port: int, payload: bytes, tunnel: int) -> None:
    """The same at the ports that tunnels have."""
    carried_in_udp(port, payload, tunnel)


@pytest.mark.parametrize(
    ("title", "port", "payload"),
    [
        ("VXLAN, flag missing", 4789, bytes.fromhex("0000000000004200") + FRAME),
        ("VXLAN, no Ethernet inside", 4789, bytes.fromhex("0800000000004200") + b"\xee" * 60),
        ("VXLAN, too short", 4789, bytes.fromhex("08000000000042")),
        ("VXLAN-GPE, unknown protocol", 4790, bytes.fromhex("0c00000600004200") + FRAME),
        ("VXLAN-GPE, IPv4 that is none", 4790, bytes.fromhex("0c00000100004200") + UDP6),
        ("GENEVE, unknown protocol", 6081, bytes.fromhex("0000123400004200") + FRAME),
        ("GENEVE, options beyond the end", 6081, bytes.fromhex("3f00655800004200") + FRAME),
        ("GENEVE, no Ethernet inside", 6081, bytes.fromhex("0000655800004200") + b"\xee" * 60),
        ("GENEVE, version", 6081, bytes.fromhex("4000655800004200") + FRAME),
        ("GENEVE, too short", 6081, b"\0"),
        ("nothing at all", 4789, b""),
    ],
)
def test_what_is_no_tunnel_stays_a_datagram(title: str, port: int, payload: bytes) -> None:
    """Ports are no promise."""
    stays_a_datagram(port, payload)


def test_networks_of_tenants_are_told_apart() -> None:
    """The same addresses under another number, or under the same number of another kind of tunnel, are others."""
    one = in_udp(4789, bytes.fromhex("0800000000004200") + FRAME)
    other = in_udp(4789, bytes.fromhex("0800000000004300") + FRAME)
    nvgre = in_ip(47, bytes.fromhex("20006558 00004200") + FRAME)
    plain = view(FRAME)
    assert len({one.tenant, other.tenant, nvgre.tenant, plain.tenant}) == 4
    assert plain.tenant == 0


def test_a_snapped_tunnel_says_what_is_missing() -> None:
    """The innermost IP header knows."""
    packet = frames.udp(*OUTER, 40000, 4789, bytes.fromhex("0800000000004200") + FRAME)
    found = view(packet[:-2], LINK_RAW, wire=len(packet))
    assert (found.stop, found.payload, found.missing) == (LAYER_DONE, b"hel", 2)
    assert {found.src, found.dst} == {ONE, TWO}


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_networks_of_tenants_inside_one_another(depth: int) -> None:
    """Each number counts, however deep; the innermost can be read from the key, which has 64 bits at any depth."""
    inner = FRAME
    for _ in range(depth - 1):
        inner = frames.ethernet(frames.udp(*OUTER, 40000, 4789, bytes.fromhex("0800000000004200") + inner))
    keys = {in_udp(4789, bytes.fromhex(f"08000000{number:06x}00") + inner).tenant for number in range(1, 60)}
    assert len(keys) == 59
    assert all(0 < key < 1 << 64 for key in keys)
    if depth > 1:
        assert {key & 0xFFFFFFFF for key in keys} == {TUNNEL_VXLAN << 24 | 0x42}

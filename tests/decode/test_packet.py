"""The packet is refilled: nothing of the frame before may be left."""

import pytest
from builders import frames
from decode.views import LINK_ETHERNET, LINK_RAW, TCP4, UDP4, UDP6, seen, view

from sensor.decode.frame import decode
from sensor.decode.layers import MAX_VLANS
from sensor.decode.packet import Packet


def test_a_new_frame() -> None:
    """The cursor is at its first byte; link addresses, tags and tunnels are unknown."""
    packet = Packet()
    packet.begin(10, 20, 20, LINK_ETHERNET)
    assert (packet.pos, packet.end, packet.link, packet.missing) == (10, 30, LINK_ETHERNET, 0)
    assert (packet.mac, packet.ip_version, packet.vlan_count, packet.tunnel, packet.outer_length) == (-1, 0, 0, 0, 0)


@pytest.mark.parametrize(("captured", "wire", "missing"), [(60, 60, 0), (60, 1514, 1454), (60, 40, 0), (0, 0, 0)])
def test_what_the_capture_cut_off(captured: int, wire: int, missing: int) -> None:
    """Some writers leave the length on the wire at 0 or at that of the packet without padding."""
    packet = Packet()
    packet.begin(0, captured, wire, LINK_ETHERNET)
    assert packet.missing == missing


def test_room_for_tags() -> None:
    """As many as the limit says."""
    assert len(Packet().vlans) == MAX_VLANS


def test_one_packet_for_many_frames() -> None:
    """Each frame decodes as it does alone, whatever came before it."""
    vxlan = frames.udp("192.0.2.1", "192.0.2.2", 40000, 4789, bytes.fromhex("0800000000004200") + frames.ethernet(UDP4))
    kinds = [
        (frames.ethernet(UDP4, vlan=[7, 8]), LINK_ETHERNET),
        (UDP6, LINK_RAW),
        (frames.ethernet(vxlan), LINK_ETHERNET),
        (frames.ethernet(TCP4), LINK_ETHERNET),
        (b"\x45", LINK_RAW),
        (b"", LINK_ETHERNET),
        (frames.ethernet(frames.ipv4("10.0.0.1", "10.0.0.2", 17, b"x" * 8, ident=5, flags=1)), LINK_ETHERNET),
        (UDP4[:25], LINK_RAW),
    ]
    packet = Packet()
    packet.data = b"".join(frame for frame, _ in kinds)
    starts = [sum(len(frame) for frame, _ in kinds[:at]) for at in range(len(kinds))]
    for first in range(len(kinds)):
        for second in range(len(kinds)):
            for at in (first, second):
                frame, link = kinds[at]
                packet.begin(starts[at], len(frame), len(frame), link)
                assert seen(packet, decode(packet)) == view(frame, link)


def test_no_type_is_left_behind() -> None:
    """A frame without an EtherType after one that had it is not taken for the same protocol."""
    packet = Packet()
    packet.next = 0x0806
    packet.begin(0, 0, 0, LINK_RAW)
    assert packet.next == 0

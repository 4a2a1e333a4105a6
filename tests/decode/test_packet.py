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


def test_what_is_kept_of_a_packet_outlives_its_frame() -> None:
    """Everything that an observation says of it."""
    data = bytearray(frames.ethernet(frames.tcp("10.0.0.7", "203.0.113.9", 5, 6), vlan=[7, 8]))
    one = Packet()
    one.data = data
    one.mac, one.src, one.dst, one.address_length, one.flow = 0, 34, 38, 4, 1
    one.outer_src, one.outer_dst, one.outer_length, one.tunnel = 26, 30, 4, 3
    one.ts, one.frame, one.proto, one.sport, one.dport = 9, 3, 6, 5, 6
    one.vlan_count = 2
    one.vlans[0], one.vlans[1] = 7, 8
    around = bytes(data[26:30]), bytes(data[30:34])
    copy = one.kept()
    one.data = b""
    data[:] = bytes(len(data))
    assert bytes(copy.data[copy.src : copy.src + 4]) == bytes([10, 0, 0, 7])
    assert bytes(copy.data[copy.dst : copy.dst + 4]) == bytes([203, 0, 113, 9])
    outer = copy.data[copy.outer_src : copy.outer_src + 4], copy.data[copy.outer_dst : copy.outer_dst + 4]
    assert (bytes(outer[0]), bytes(outer[1]), copy.outer_length, copy.tunnel) == (*around, 4, 3)
    assert bytes(copy.data[copy.mac : copy.mac + 6]) == frames.mac(frames.SERVER_MAC)
    assert (copy.ts, copy.frame, copy.proto, copy.sport, copy.dport, copy.flow, copy.direction) == (9, 3, 6, 5, 6, 1, 0)
    assert [copy.vlans[at] for at in range(copy.vlan_count)] == [7, 8]
    one.mac = -1
    one.data = bytes(64)
    assert one.kept().mac == -1

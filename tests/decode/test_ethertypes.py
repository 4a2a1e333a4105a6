"""Ethernet, tags and LLC, each around the same datagram."""

import pytest
from builders import frames
from decode.views import UDP4, UDP6, view

from sensor.decode.layers import (
    MAX_LAYERS,
    MAX_VLANS,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_MALFORMED,
    STOP_NOT_IP,
    STOP_TOO_DEEP,
)

MACS = bytes.fromhex("525400000002 525400000001")
LENGTH_802_3 = bytes.fromhex("0026")


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("Ethernet", 1, MACS + b"\x08\x00"),
        ("Ethernet, one tag", 1, MACS + bytes.fromhex("8100 0007 0800")),
        ("Ethernet, VN-tag", 1, MACS + bytes.fromhex("8926 00000000 0800")),
        ("Ethernet, E-tag", 1, MACS + bytes.fromhex("893f 000000000000 0800")),
        ("Ethernet, Cisco metadata", 1, MACS + bytes.fromhex("8909 010100010004 0800")),
        ("Ethernet, HSR", 1, MACS + bytes.fromhex("892f 00340001 0800")),
        ("Ethernet, backbone I-tag", 1, MACS + bytes.fromhex("88e7 00000042") + MACS + b"\x08\x00"),
        ("Ethernet, MACsec without encryption", 1, MACS + bytes.fromhex("88e5 0000 00000001 0800")),
        ("Ethernet, MACsec with a channel id", 1, MACS + bytes.fromhex("88e5 2000 00000001 1122334455660001 0800")),
        ("Ethernet, NSH around IP", 1, MACS + bytes.fromhex("894f 0002 02 01 00000001")),
        ("Ethernet, NSH around Ethernet", 1, MACS + bytes.fromhex("894f 0002 02 03 00000001") + MACS + b"\x08\x00"),
        ("802.3 with SNAP", 1, MACS + LENGTH_802_3 + bytes.fromhex("aaaa03 000000 0800")),
        ("802.3 with SNAP of bridges", 1, MACS + LENGTH_802_3 + bytes.fromhex("aaaa03 0000f8 0800")),
        ("802.3 with SNAP and a tag", 1, MACS + LENGTH_802_3 + bytes.fromhex("aaaa03 000000 8100 0007 0800")),
        ("802.3 with the LSAP of IP", 1, MACS + LENGTH_802_3 + bytes.fromhex("060603")),
        ("a tag around 802.3", 1, MACS + bytes.fromhex("8100 0007 0026 aaaa03 000000 0800")),
    ],
)
def test_the_datagram_is_found(title: str, link: int, header: bytes) -> None:
    """IPv4 behind each header; none of it is read past where it ends."""
    assert view(header + UDP4, link).whole
    for size in range(len(header)):
        assert view(header[:size], link).stop == STOP_CUT


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("Ethernet", 1, MACS + b"\x86\xdd"),
        ("802.3 with SNAP", 1, MACS + LENGTH_802_3 + bytes.fromhex("aaaa03 000000 86dd")),
        ("NSH", 1, MACS + bytes.fromhex("894f 0002 02 02 00000001")),
    ],
)
def test_the_datagram_is_found_over_ipv6(title: str, link: int, header: bytes) -> None:
    """IPv6 behind each header that says so or leaves it open."""
    assert view(header + UDP6, link).whole


@pytest.mark.parametrize(
    ("title", "link", "frame", "stop"),
    [
        ("ARP", 1, MACS + bytes.fromhex("0806 0001"), STOP_NOT_IP),
        ("LLDP", 1, MACS + bytes.fromhex("88cc 0207"), STOP_NOT_IP),
        ("spanning tree", 1, MACS + bytes.fromhex("0026 424203 0000"), STOP_NOT_IP),
        ("Novell", 1, MACS + bytes.fromhex("0026 ffff 0022"), STOP_NOT_IP),
        ("CDP", 1, MACS + bytes.fromhex("0026 aaaa03 00000c 2000 0000"), STOP_NOT_IP),
        ("SNAP of another organisation", 1, MACS + bytes.fromhex("0026 aaaa03 00000c 0800") + UDP4, STOP_NOT_IP),
        ("SNAP with a length for a type", 1, MACS + bytes.fromhex("0026 aaaa03 000000 0026") + UDP4, STOP_NOT_IP),
        ("PPPoE discovery", 1, MACS + bytes.fromhex("8863 1109 0000 0000"), STOP_NOT_IP),
        ("MACsec, encrypted", 1, MACS + bytes.fromhex("88e5 0c00 00000001") + UDP4, STOP_ENCRYPTED),
        ("NSH around something else", 1, MACS + bytes.fromhex("894f 0002 02 04 00000001") + UDP4, STOP_NOT_IP),
        ("IPv4 that says IPv6", 1, MACS + b"\x08\x00" + UDP6, STOP_MALFORMED),
        ("IPv6 that says IPv4", 1, MACS + b"\x86\xdd" + UDP4 * 2, STOP_MALFORMED),
        ("the LSAP of IP, neither version", 1, MACS + bytes.fromhex("0026 060603 00"), STOP_MALFORMED),
    ],
)
def test_why_there_is_none(title: str, link: int, frame: bytes, stop: int) -> None:
    """Other protocols are told from broken frames, and those from links that this sensor does not know."""
    assert view(frame, link).stop == stop


@pytest.mark.parametrize("tag", ["8100", "88a8", "9100", "9200"])
@pytest.mark.parametrize("depth", [1, 2, 3, MAX_VLANS, MAX_VLANS + 1, MAX_LAYERS - 4])
def test_a_stack_of_tags(tag: str, depth: int) -> None:
    """Any number of them is stripped; the outer ones are kept as far as there is room."""
    ids = [(at * 257 + 1) & 0xFFF for at in range(depth)]
    tags = b"".join(bytes.fromhex(tag) + (0xE000 | number).to_bytes(2, "big") for number in ids)
    found = view(MACS + tags + b"\x08\x00" + UDP4)
    assert found.whole
    assert found.vlans == tuple(ids[:MAX_VLANS])


def test_a_stack_of_tags_without_end() -> None:
    """It is given up after so many steps."""
    assert view(MACS + bytes.fromhex("81000001") * (MAX_LAYERS - 1) + b"\x08\x00" + UDP4).stop == STOP_TOO_DEEP
    assert view(MACS + bytes.fromhex("81000001") * 300).stop == STOP_TOO_DEEP


def test_the_addresses_of_the_link() -> None:
    """Destination and source where the link has them; padding behind the packet is none of it."""
    found = view(frames.ethernet(UDP4) + bytes(20))
    assert found.mac == MACS
    assert found.whole
    assert view(UDP4, 101).mac == b""

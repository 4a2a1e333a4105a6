"""Link types, each around the same datagram."""

import pytest
from decode.views import UDP4, UDP6, view

from sensor.decode.layers import STOP_CUT, STOP_LINK, STOP_MALFORMED, STOP_NOT_IP

MACS = bytes.fromhex("525400000002 525400000001")
SLL = bytes.fromhex("0000 0001 0006 525400000001 0000")
SLL2 = bytes.fromhex("0000 00000002 0001 00 06 525400000001 0000")


def pktap(link: int, follows: int = 1, length: int = 108) -> bytes:
    """Return the header that macOS puts in front."""
    return b"".join(one.to_bytes(4, "little") for one in (length, follows, link)) + b"en0".ljust(length - 12, b"\0")


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("raw IP", 101, b""),
        ("raw IP, number of BSD", 12, b""),
        ("raw IP, number of OpenBSD", 14, b""),
        ("IPv4", 228, b""),
        ("cooked", 113, SLL + b"\x08\x00"),
        ("cooked with a tag", 113, SLL + bytes.fromhex("8100 0007 0800")),
        ("cooked with LLC", 113, SLL + bytes.fromhex("0004 aaaa03 000000 0800")),
        ("cooked, version 2", 276, b"\x08\x00" + SLL2),
        ("null, little endian", 0, bytes.fromhex("02000000")),
        ("null, big endian", 0, bytes.fromhex("00000002")),
        ("loop", 108, bytes.fromhex("00000002")),
        ("InfiniBand", 242, bytes(40) + bytes.fromhex("0800 0000")),
        ("pktap of Ethernet", 258, pktap(1) + MACS + b"\x08\x00"),
        ("pktap of raw IP", 258, pktap(12)),
        ("pktap of loopback", 258, pktap(0) + bytes.fromhex("02000000")),
        ("pktap, version 2", 258, pktap(1, length=156) + MACS + b"\x08\x00"),
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
        ("raw IP", 101, b""),
        ("IPv6", 229, b""),
        ("cooked", 113, SLL + b"\x86\xdd"),
        ("cooked, version 2", 276, b"\x86\xdd" + SLL2),
        ("null of Linux", 0, bytes.fromhex("0a000000")),
        ("null of NetBSD", 0, bytes.fromhex("18000000")),
        ("null of FreeBSD", 0, bytes.fromhex("1c000000")),
        ("null of macOS", 0, bytes.fromhex("1e000000")),
        ("null of macOS on PowerPC", 0, bytes.fromhex("0000001e")),
        ("loop of OpenBSD", 108, bytes.fromhex("00000018")),
        ("InfiniBand", 242, bytes(40) + bytes.fromhex("86dd 0000")),
        ("pktap as macOS numbers it", 149, pktap(0) + bytes.fromhex("1e000000")),
    ],
)
def test_the_datagram_is_found_over_ipv6(title: str, link: int, header: bytes) -> None:
    """IPv6 behind each header that says so or leaves it open."""
    assert view(header + UDP6, link).whole


@pytest.mark.parametrize(
    ("title", "link", "frame", "stop"),
    [
        ("raw, neither version", 101, b"\x50" + UDP4[1:], STOP_MALFORMED),
        ("null of AppleTalk", 0, bytes.fromhex("10000000") + UDP4, STOP_NOT_IP),
        ("null of OSI", 0, bytes.fromhex("07000000") + UDP4, STOP_NOT_IP),
        ("null of nothing", 0, bytes.fromhex("00000000") + UDP4, STOP_NOT_IP),
        ("raw, empty", 101, b"", STOP_CUT),
        ("a link of the future", 9999, UDP4, STOP_LINK),
        ("USB", 189, UDP4, STOP_LINK),
        ("no link type at all", -1, UDP4, STOP_LINK),
        ("pktap in front of nothing", 258, pktap(1, follows=0) + MACS + b"\x08\x00" + UDP4, STOP_LINK),
        ("pktap in pktap", 258, pktap(258) + pktap(1) + MACS, STOP_LINK),
        ("pktap in pktap, numbered otherwise", 149, pktap(149) * 40, STOP_LINK),
        ("pktap of Bluetooth", 258, pktap(255) + UDP4, STOP_LINK),
        ("pktap, shorter than it can be", 258, pktap(1, length=107) + bytes(1), STOP_LINK),
        ("pktap, longer than the frame", 258, b"\0\0\0\x7f" + pktap(1)[4:], STOP_CUT),
        ("pktap, cut in its header", 258, pktap(1)[:50], STOP_CUT),
        ("somebody's private use", 149, UDP4, STOP_LINK),
        ("somebody's longer private use", 149, bytes(200), STOP_LINK),
    ],
)
def test_why_there_is_none(title: str, link: int, frame: bytes, stop: int) -> None:
    """Other protocols are told from broken frames, and those from links that this sensor does not know."""
    assert view(frame, link).stop == stop

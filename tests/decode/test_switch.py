"""Frames with the tags of switch chips, each around the same datagram."""

import pytest
from decode.views import UDP4, UDP6, view

from sensor.decode.layers import STOP_CUT, STOP_LINK, STOP_NOT_IP

MACS = bytes.fromhex("525400000002 525400000001")
IP4, IP6 = b"\x08\x00", b"\x86\xdd"
BROADCOM, BROADCOM_IN_FRONT, DSA, DSA_ETHERTYPE = 281, 282, 284, 285


@pytest.mark.parametrize(
    ("title", "link", "front", "behind", "vlans"),
    [
        ("Broadcom", BROADCOM, b"", bytes.fromhex("20000003"), ()),
        ("Broadcom, with a VLAN", BROADCOM, b"", bytes.fromhex("20000003 81000007"), (7,)),
        ("Broadcom, in front", BROADCOM_IN_FRONT, bytes.fromhex("20000003"), b"", ()),
        ("DSA", DSA, b"", bytes.fromhex("40080000"), ()),
        ("DSA, in place of a VLAN tag", DSA, b"", bytes.fromhex("60080123"), (0x123,)),
        ("DSA, with priority and its flag", DSA, b"", bytes.fromhex("6008f123"), (0x123,)),
        ("DSA behind an EtherType", DSA_ETHERTYPE, b"", bytes.fromhex("dada0000 60080007"), (7,)),
    ],
)
def test_the_datagram_is_found(title: str, link: int, front: bytes, behind: bytes, vlans: tuple[int, ...]) -> None:
    """IPv4 and IPv6 behind each tag, with their link addresses; none of it is read past where it ends."""
    for kind, datagram in ((IP4, UDP4), (IP6, UDP6)):
        header = front + MACS + behind + kind
        found = view(header + datagram, link)
        assert found.whole
        assert (found.mac, found.vlans) == (MACS, vlans)
        for size in range(len(header)):
            assert view(header[:size], link).stop == STOP_CUT


def test_other_things() -> None:
    """A protocol that is not ours, and a link that is none of these."""
    assert view(MACS + bytes.fromhex("40080000 9999") + bytes(40), DSA).stop == STOP_NOT_IP
    assert view(MACS + bytes(60), 283).stop == STOP_LINK

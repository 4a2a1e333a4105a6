"""Links of carriers and old offices, each around the same datagram."""

import pytest
from builders import frames
from decode.views import UDP4, UDP6, view

from sensor.decode.layers import STOP_CUT, STOP_ENCRYPTED, STOP_MALFORMED, STOP_NOT_IP

SNAP = bytes.fromhex("aaaa03 000000 0800")
MACS = bytes(12)


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("PPP", 9, "0021"),
        ("PPP with address and control", 9, "ff03 0021"),
        ("PPP, protocol in one byte", 9, "ff03 21"),
        ("PPP, MPLS", 9, "0281 00011140"),
        ("PPP in HDLC", 50, "ff03 0021"),
        ("PPP of pppd", 166, "01 ff03 0021"),
        ("PPP with direction", 204, "00 0021"),
        ("PPPoE", 51, "11000001001f 0021"),
        ("Cisco HDLC", 104, "0f00 0800"),
        ("frame relay, Cisco", 107, "1841 0800"),
        ("frame relay, NLPID", 107, "1841 03 cc"),
        ("frame relay, NLPID, padded", 107, "1841 0300 cc"),
        ("frame relay, SNAP", 107, "1841 0300 80 000000 0800"),
        ("frame relay, PPP", 107, "1841 03 cf 0021"),
        ("frame relay, three bytes of address", 107, "184041 0800"),
        ("frame relay, four bytes of address", 107, "18404041 03 cc"),
        ("FDDI", 10, "50" + "00" * 12 + "aaaa03 000000 0800"),
        ("token ring", 6, "1040" + "00" * 12 + "aaaa03 000000 0800"),
        (
            "token ring, source routing",
            6,
            "1040" + "00" * 6 + "80" + "00" * 5 + "0630 0011 0022" + "aaaa03 000000 0800",
        ),
        ("ARCNET of BSD", 7, "0102 d4 00 0001"),
        ("ARCNET of BSD, RFC 1051", 7, "0102 f0"),
        ("ARCNET of Linux", 129, "0102 0000 d4 00 0001"),
        ("ARCNET, exception", 7, "0102 d4 ff ffff d4 00 0001"),
        ("NFLOG", 239, "02000000 0800 0100 08000200 2500 0900"),
        ("NFLOG, an odd attribute", 239, "02000000 0500 0a00 78000000 2500 0900"),
    ],
)
def test_the_datagram_is_found(title: str, link: int, header: str) -> None:
    """None of the header is read past where it ends."""
    raw = bytes.fromhex(header)
    assert view(raw + UDP4, link).whole
    for size in range(len(raw)):
        assert view(raw[:size], link).stop in (STOP_CUT, STOP_NOT_IP)
    assert view(raw, link).stop == STOP_CUT


@pytest.mark.parametrize(
    ("title", "link", "header"),
    [
        ("PPP", 9, "ff03 0057"),
        ("frame relay, NLPID", 107, "1841 03 8e"),
        ("SLIP", 8, "00" * 16),
        ("MPLS", 104, "0f00 8847 00011140"),
        ("MPLS, three labels", 104, "0f00 8847 00010040 00020040 00011140"),
    ],
)
def test_the_datagram_is_found_over_ipv6(title: str, link: int, header: str) -> None:
    """IPv6 where the link says so or leaves it open."""
    assert view(bytes.fromhex(header) + UDP6, link).whole


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("IPv4", UDP4),
        ("Ethernet", frames.ethernet(UDP4)),
        ("Ethernet behind a control word", bytes(4) + frames.ethernet(UDP4)),
        ("Ethernet to an address that looks like IPv4", frames.ethernet(UDP4, dst="45:00:00:00:00:01")),
        ("Ethernet to an address that looks like IPv6", frames.ethernet(UDP4, dst="60:00:00:00:00:01")),
    ],
)
@pytest.mark.parametrize("labels", ["00011140", "00010040 0002fe40 00011140"])
def test_below_the_labels(title: str, below: bytes, labels: str) -> None:
    """Nothing in the stack says what it carries."""
    assert view(frames.ethernet(bytes.fromhex(labels) + below, kind=0x8847)).whole


@pytest.mark.parametrize(
    ("title", "link", "frame", "stop"),
    [
        ("PPP, LCP", 9, "ff03 c021 01010004", STOP_NOT_IP),
        ("PPP, compressed", 9, "ff03 00fd 1234", STOP_ENCRYPTED),
        ("PPP, encrypted", 9, "0053 1234", STOP_ENCRYPTED),
        ("PPPoE, discovery", 51, "11090000 0000 0000", STOP_NOT_IP),
        ("PPPoE, another version", 51, "21000000 0000 0021", STOP_NOT_IP),
        ("Cisco HDLC, SLARP", 104, "0f00 8035 00000002", STOP_NOT_IP),
        ("frame relay, LMI", 107, "0001 03 08 00750101", STOP_NOT_IP),
        ("ARCNET, ARP", 7, "0102 d5 00 0001 0800", STOP_NOT_IP),
        ("ARCNET, a piece", 7, "0102 d4 01 0001 45000021", STOP_NOT_IP),
        ("FDDI, no LLC", 10, "4f" + "00" * 12 + "424203", STOP_NOT_IP),
        ("NFLOG, an attribute of no length", 239, "02000000 0000 0000 00000000", STOP_MALFORMED),
        ("NFLOG, no payload", 239, "02000000" + "0400 0100" * 40, STOP_MALFORMED),
    ],
)
def test_why_there_is_none(title: str, link: int, frame: str, stop: int) -> None:
    """Control protocols, what is encrypted, what never ends."""
    assert view(bytes.fromhex(frame), link).stop == stop


def test_labels_without_end() -> None:
    """A stack that says nowhere that it ends."""
    assert view(frames.ethernet(bytes.fromhex("00010040") * 100, kind=0x8847)).stop == STOP_MALFORMED
    assert view(frames.ethernet(bytes.fromhex("00010040") * 3, kind=0x8847)).stop == STOP_CUT

"""IPv4, IPv6 and its extension headers, fragments, TCP, UDP."""

import pytest
from builders import frames
from decode.views import LINK_RAW, ONE, ONE6, TCP4, TWO, TWO6, UDP4, UDP6, view

from sensor.decode.layers import (
    LAYER_DONE,
    STOP_CUT,
    STOP_ENCRYPTED,
    STOP_FRAGMENT,
    STOP_MALFORMED,
    STOP_TRANSPORT,
)

DATAGRAM = UDP4[20:]
DATAGRAM6 = UDP6[40:]


def changed(packet: bytes, at: int, value: str) -> bytes:
    """Return *packet* with the bytes at *at* replaced by *value* (hexadecimal)."""
    new = bytes.fromhex(value)
    return packet[:at] + new + packet[at + len(new) :]


def with_headers(*headers: tuple[int, str], proto: int = 17, payload: bytes = DATAGRAM6) -> bytes:
    """Return an IPv6 packet with extension *headers*: (number, hexadecimal without the next-header byte)."""
    numbers = [number for number, _ in headers] + [proto]
    chain = b"".join(
        bytes([following]) + bytes.fromhex(rest) for (_, rest), following in zip(headers, numbers[1:], strict=True)
    )
    return frames.ipv6(ONE6, TWO6, numbers[0], chain + payload)


OPTIONS_8 = (0, "00" + "010400000000")
ROUTING_24 = (43, "02" + "0401" + "00000000" + "20010db8" * 4)
DESTINATION_16 = (60, "01" + "01" * 14)
AUTHENTICATION_24 = (51, "04" + "0000" + "00000001" * 2 + "aa" * 12)
ATOMIC = (44, "00" + "0000" + "00000007")
MOBILITY_8 = (135, "00" + "00" * 6)


@pytest.mark.parametrize(
    ("title", "packet"),
    [
        ("as it comes", UDP4),
        ("with padding", UDP4 + bytes(13)),
        ("options", frames.ipv4(ONE, TWO, 17, DATAGRAM, options=bytes.fromhex("94040000"))),
        ("options of 40 bytes", frames.ipv4(ONE, TWO, 17, DATAGRAM, options=b"\x01" * 40)),
        ("total length 0", changed(UDP4, 2, "0000")),
        ("total length 0, options", changed(frames.ipv4(ONE, TWO, 17, DATAGRAM, options=b"\x01" * 4), 2, "0000")),
        ("a wrong checksum", changed(UDP4, 10, "ffff")),
        ("don't fragment", changed(UDP4, 6, "4000")),
        ("the reserved bit", changed(UDP4, 6, "8000")),
        ("AH", frames.ipv4(ONE, TWO, 51, bytes.fromhex("11" + AUTHENTICATION_24[1]) + DATAGRAM)),
        ("as it comes, v6", UDP6),
        ("with padding, v6", UDP6 + bytes(13)),
        ("payload length 0", changed(UDP6, 4, "0000")),
        ("hop-by-hop options", with_headers(OPTIONS_8)),
        ("routing", with_headers(ROUTING_24)),
        ("destination options", with_headers(DESTINATION_16)),
        ("AH, v6", with_headers(AUTHENTICATION_24)),
        ("mobility", with_headers(MOBILITY_8)),
        ("HIP", with_headers((139, "00" + "00" * 6))),
        ("SHIM6", with_headers((140, "00" + "00" * 6))),
        ("an atomic fragment", with_headers(ATOMIC)),
        ("an atomic fragment, reserved bits", with_headers((44, "ff" + "0006" + "00000007"))),
        ("all of them", with_headers(OPTIONS_8, DESTINATION_16, ROUTING_24, ATOMIC, AUTHENTICATION_24, DESTINATION_16)),
        ("the same one often", with_headers(*[OPTIONS_8] * 20)),
    ],
)
def test_the_datagram_is_found(title: str, packet: bytes) -> None:
    """Whatever stands before it; and each way to cut it short is told."""
    assert view(packet, LINK_RAW).whole
    headers = len(packet.rstrip(b"\0")) - len(DATAGRAM)
    for size in range(headers + 8):
        assert view(packet[:size], LINK_RAW).stop == STOP_CUT


@pytest.mark.parametrize(
    ("title", "packet", "stop"),
    [
        ("IPv4, version 5", changed(UDP4, 0, "55"), STOP_MALFORMED),
        ("IPv4, header of 16 bytes", changed(UDP4, 0, "44"), STOP_MALFORMED),
        ("IPv4, shorter than its header", changed(UDP4, 2, "0013"), STOP_MALFORMED),
        ("IPv4, shorter than its options", changed(UDP4, 0, "46" + "00" + "0014"), STOP_MALFORMED),
        ("IPv4, nothing but a header", changed(UDP4, 2, "0014"), STOP_CUT),
        ("IPv4, half a UDP header", changed(UDP4, 2, "0018"), STOP_CUT),
        ("IPv4, options beyond the frame", changed(UDP4, 0, "4f" + "00" + "0050"), STOP_CUT),
        ("ICMP", frames.ipv4(ONE, TWO, 1, b"\x08\0\0\0" * 4), STOP_TRANSPORT),
        ("IGMP", frames.ipv4(ONE, TWO, 2, b"\x16\0\0\0" * 4), STOP_TRANSPORT),
        ("SCTP", frames.ipv4(ONE, TWO, 132, bytes(40)), STOP_TRANSPORT),
        ("ESP", frames.ipv4(ONE, TWO, 50, b"\xaa" * 60), STOP_ENCRYPTED),
        ("IPv4 has no hop-by-hop options", frames.ipv4(ONE, TWO, 0, bytes.fromhex("11" + "00" * 7) + DATAGRAM),
         STOP_TRANSPORT),
        ("IPv4 has no fragment header", frames.ipv4(ONE, TWO, 44, bytes.fromhex("11" + "00" * 7) + DATAGRAM),
         STOP_TRANSPORT),
        ("ICMPv6", frames.ipv6(ONE6, TWO6, 58, b"\x80\0\0\0" * 4), STOP_TRANSPORT),
        ("no next header", frames.ipv6(ONE6, TWO6, 59, b""), STOP_TRANSPORT),
        ("IPv6, an extension beyond the packet", with_headers((0, "ff" + "00" * 6), proto=59, payload=b""), STOP_CUT),
        ("IPv6, AH beyond the packet", with_headers((51, "ff" + "00" * 6)), STOP_CUT),
        ("IPv6, shorter than its extension", changed(with_headers(DESTINATION_16), 4, "0008"), STOP_CUT),
    ],
)  # fmt: skip
def test_why_there_is_none(title: str, packet: bytes, stop: int) -> None:
    """Contradictions, other transports, and what ends too early."""
    assert view(packet, LINK_RAW).stop == stop


@pytest.mark.parametrize(
    ("title", "packet", "fragment"),
    [
        ("first", frames.ipv4(ONE, TWO, 17, DATAGRAM[:8], ident=0xABCD, flags=1), (0xABCD, 0, True, 17, DATAGRAM[:8])),
        ("middle", frames.ipv4(ONE, TWO, 6, b"x" * 16, ident=1, flags=1, offset=1480), (1, 1480, True, 6, b"x" * 16)),
        ("last", frames.ipv4(ONE, TWO, 17, b"end", ident=1, flags=0, offset=65528), (1, 65528, False, 17, b"end")),
        ("with options and padding",
         frames.ipv4(ONE, TWO, 17, b"end", ident=1, flags=0, offset=8, options=b"\1" * 8) + bytes(9),
         (1, 8, False, 17, b"end")),
        ("first, v6", with_headers((44, "00" + "0001" + "fedcba98"), payload=DATAGRAM6[:8]),
         (0xFEDCBA98, 0, True, 17, DATAGRAM6[:8])),
        ("last, v6, behind options", with_headers(OPTIONS_8, (44, "00" + "0008" + "00000007"), payload=b"end"),
         (7, 8, False, 17, b"end")),
        ("of an extension header", with_headers((44, "00" + "0001" + "00000007"), proto=60, payload=b"x" * 8),
         (7, 0, True, 60, b"x" * 8)),
        ("empty", frames.ipv4(ONE, TWO, 17, b"", ident=1, flags=0, offset=8), (1, 8, False, 17, b"")),
    ],
)  # fmt: skip
def test_fragments(title: str, packet: bytes, fragment: tuple[int, int, bool, int, bytes]) -> None:
    """Id, place, whether more follow, protocol and data."""
    found = view(packet, LINK_RAW)
    assert (found.stop, found.fragment) == (STOP_FRAGMENT, fragment)
    assert {found.src, found.dst} in ({ONE, TWO}, {ONE6, TWO6})


@pytest.mark.parametrize(
    ("title", "size", "wire", "payload", "missing"),
    [
        ("whole", 33, 33, b"hello", 0),
        ("cut in the payload", 31, 33, b"hel", 2),
        ("cut, and the length on the wire not told", 31, 31, b"hel", 2),
        ("nothing of the payload", 28, 33, b"", 5),
    ],
)
def test_what_the_capture_cut_off(title: str, size: int, wire: int, payload: bytes, missing: int) -> None:
    """The IP header says how much there was, even where the capture does not."""
    found = view(UDP4[:size], LINK_RAW, wire=wire)
    assert (found.stop, found.payload, found.missing) == (LAYER_DONE, payload, missing)


def test_only_padding_was_cut_off() -> None:
    """Then nothing is missing."""
    assert view(UDP4 + bytes(3), LINK_RAW, wire=60).whole


def test_an_offloaded_packet_that_was_cut_off() -> None:
    """Where IP does not say how long it is, the frame does."""
    found = view(changed(UDP4, 2, "0000")[:31], LINK_RAW, wire=33)
    assert (found.payload, found.missing) == (b"hel", 2)


@pytest.mark.parametrize(
    ("title", "length", "payload", "missing"),
    [
        ("as it is", "000d", b"hello", 0),
        ("shorter than IP says", "000b", b"hel", 0),
        ("only a header", "0008", b"", 0),
        ("0, a jumbogram", "0000", b"hello", 0),
        ("shorter than its header", "0007", b"hello", 0),
        ("longer than IP says", "0100", b"hello", 0),
    ],
)
def test_the_length_of_udp(title: str, length: str, payload: bytes, missing: int) -> None:
    """A length that contradicts IP is not believed."""
    found = view(changed(UDP4, 24, length), LINK_RAW)
    assert (found.stop, found.payload, found.missing) == (LAYER_DONE, payload, missing)


@pytest.mark.parametrize(
    ("length", "payload", "missing"),
    [("000d", b"hel", 2), ("000c", b"hel", 1), ("000b", b"hel", 0), ("000a", b"he", 0)],
)
def test_the_length_of_udp_in_a_packet_that_was_cut_off(length: str, payload: bytes, missing: int) -> None:
    """What the capture lacks behind the datagram is not missing."""
    found = view(changed(UDP4, 24, length)[:31], LINK_RAW, wire=33)
    assert (found.payload, found.missing) == (payload, missing)


@pytest.mark.parametrize(
    ("title", "segment", "stop", "payload"),
    [
        ("as it comes", TCP4, LAYER_DONE, b"hello"),
        ("options", frames.tcp(ONE, TWO, 5000, 80, b"hello", options=b"\1" * 40), LAYER_DONE, b"hello"),
        ("no payload", frames.tcp(ONE, TWO, 5000, 80), LAYER_DONE, b""),
        ("header of 16 bytes", changed(TCP4, 32, "40"), STOP_MALFORMED, b""),
        ("header longer than the packet", changed(TCP4, 32, "70"), STOP_CUT, b""),
        ("half a header", TCP4[:39], STOP_CUT, b""),
        ("payload taken for options", changed(TCP4, 32, "60"), LAYER_DONE, b"o"),
        ("the reserved bits", changed(TCP4, 32, "5f"), LAYER_DONE, b"hello"),
    ],
)
def test_tcp(title: str, segment: bytes, stop: int, payload: bytes) -> None:
    """The data offset says where the payload begins."""
    found = view(segment, LINK_RAW)
    assert (found.stop, found.payload) == (stop, payload)


def test_all_that_a_tcp_header_says() -> None:
    """Ports, sequence number above 2**31, flags, addresses."""
    found = view(TCP4, LINK_RAW)
    assert (found.proto, found.sport, found.dport, found.seq) == (6, 5000, 80, 0xFEDCBA98)
    assert (found.tcp_flags, found.src, found.dst) == (frames.ACK | frames.PSH, ONE, TWO)


def test_ports_of_any_value() -> None:
    """From 0 to 65535."""
    found = view(frames.udp(ONE6, TWO6, 0, 65535, b""), LINK_RAW)
    assert (found.stop, found.sport, found.dport, found.payload) == (LAYER_DONE, 0, 65535, b"")

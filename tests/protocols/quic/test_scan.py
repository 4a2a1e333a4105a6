"""Long headers and frames, found without making anything."""

import struct

import pytest
from builders import dns, quic
from hypothesis import given
from hypothesis import strategies as st
from protocols.quic.packets import DCID, long_header, public_packet, q046_packet

from sensor.protocols.quic.consts import (
    FAMILY_CLEAR,
    FAMILY_NEGOTIATION,
    FAMILY_NONE,
    FAMILY_PROTECTED,
    FAMILY_UNKNOWN,
    FRAMES_BAD,
    FRAMES_CRYPTO,
    FRAMES_END,
    MAX_COALESCED,
    PACKET_CLEAR,
    PACKET_INITIAL,
    PACKET_NEGOTIATION,
    PACKET_NONE,
    PACKET_RETRY,
    PROGRESS_DATA,
    PROGRESS_HANDSHAKE,
    PROGRESS_NONE,
    VERSION_1,
    VERSION_2,
)
from sensor.protocols.quic.scan import FrameScan, LongHeader, Varint, family, looks_like, progress

INITIAL, ZERO_RTT, HANDSHAKE, RETRY = range(4)
SHORT = b"\x43" + DCID + bytes(30)


def kinds(datagram: bytes, missing: int = 0) -> list[int]:
    """Return the kinds of all packets that tell something."""
    header = LongHeader()
    found: list[int] = []
    pos = 0
    while (kind := header.seek(datagram, pos, len(datagram), missing)) != PACKET_NONE:
        found.append(kind)
        assert pos < header.end <= len(datagram)
        pos = header.end
    return found


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        (0x00000001, FAMILY_PROTECTED),
        (0x6B3343CF, FAMILY_PROTECTED),
        (0x709A50C4, FAMILY_PROTECTED),
        (0xFACEB002, FAMILY_PROTECTED),
        (0xFACEB00E, FAMILY_PROTECTED),
        (0xFF000015, FAMILY_UNKNOWN),
        (0xFF000016, FAMILY_PROTECTED),
        (0xFF00001D, FAMILY_PROTECTED),
        (0xFF000022, FAMILY_PROTECTED),
        (0xFF000023, FAMILY_UNKNOWN),
        (0x51303433, FAMILY_CLEAR),
        (0x51303530, FAMILY_PROTECTED),
        (0x51303531, FAMILY_UNKNOWN),
        (0x5130303A, FAMILY_NONE),
        (0x54303531, FAMILY_PROTECTED),
        (0x54303439, FAMILY_UNKNOWN),
        (0x00000000, FAMILY_NEGOTIATION),
        (0x00000002, FAMILY_UNKNOWN),
        (0x1A2A3A4A, FAMILY_UNKNOWN),
        (0x12345678, FAMILY_NONE),
        (0xFFFFFFFF, FAMILY_NONE),
    ],
)
def test_versions_fall_into_families(version: int, expected: int) -> None:
    """Those with keys, those in clear, those that only look like one."""
    assert family(version) == expected


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [
        (long_header(VERSION_1, INITIAL, token=b""), True),
        (long_header(VERSION_1, HANDSHAKE), True),
        (public_packet(b"CHLO"), True),
        (q046_packet(b"CHLO"), True),
        (SHORT, False),
        (b"", False),
        (b"\xc0\0\0\0\1\x08", False),
        (dns.query("a.example"), False),
        (b"\x80\x60" + bytes(range(170)), False),
        (long_header(VERSION_1, INITIAL, dcid=bytes(21)), False),
        (long_header(0x12345678, INITIAL, rest=bytes(1190), token=b""), True),
        (long_header(0x12345678, INITIAL, rest=bytes(1100), token=b""), False),
        (long_header(0x12345678, HANDSHAKE, rest=bytes(1190)), False),
        (long_header(0x12345678, INITIAL, dcid=bytes(7), rest=bytes(1190), token=b""), False),
        (long_header(0x12345678, INITIAL, scid=bytes(21), rest=bytes(1190), token=b""), False),
        (b"\x09" + DCID + b"Q0", False),
        (b"\x09" + DCID + b"R043" + bytes(20), False),
        (b"\x0c" + DCID + b"Q043" + bytes(20), False),
    ],
)
def test_only_what_may_be_quic_looks_like_it(datagram: bytes, expected: bool) -> None:
    """A known version is enough; another needs the shape of a client's first datagram."""
    assert looks_like(datagram, 0, len(datagram)) is expected
    assert looks_like(b"before" + datagram + b"behind", 6, 6 + len(datagram)) is expected


def test_the_parts_of_an_initial_are_found() -> None:
    """Ids, token and the place of the packet number."""
    packet = long_header(VERSION_1, INITIAL, DCID, b"server", bytes(40), token=b"a token")
    header = LongHeader()
    assert header.seek(b"xx" + packet + SHORT, 2, 2 + len(packet) + len(SHORT), 0) == PACKET_INITIAL
    whole = b"xx" + packet
    assert whole[header.dcid : header.dcid_end] == DCID
    assert whole[header.scid : header.scid_end] == b"server"
    assert (header.version, header.end, header.end - header.number, header.cut) == (VERSION_1, len(whole), 40, False)


def test_packets_in_one_datagram_are_found() -> None:
    """Those between that tell nothing are passed over; a short header ends it."""
    first = long_header(VERSION_1, INITIAL, rest=bytes(30), token=b"")
    early = long_header(VERSION_1, ZERO_RTT, rest=bytes(50))
    later = long_header(VERSION_1, HANDSHAKE, rest=bytes(70))
    assert kinds(first + early + later + first + SHORT) == [PACKET_INITIAL, PACKET_INITIAL]
    assert kinds(early + first) == [PACKET_INITIAL]
    assert kinds(later + SHORT) == []
    assert kinds(early * MAX_COALESCED + first) == []


def test_types_of_version_2_are_numbered_otherwise() -> None:
    """RFC 9369 section 3.2."""
    initial = long_header(VERSION_2, 1, rest=bytes(30), token=b"")
    assert kinds(long_header(VERSION_2, 2, rest=bytes(9)) + long_header(VERSION_2, 3, rest=bytes(9)) + initial) == [
        PACKET_INITIAL
    ]
    assert kinds(long_header(VERSION_2, 0)) == [PACKET_RETRY]


def test_what_has_no_length_ends_the_datagram() -> None:
    """Retry, Version Negotiation, and Google's."""
    assert kinds(quic.retry(b"", DCID, b"token", answers=DCID)) == [PACKET_RETRY]
    assert kinds(long_header(0, INITIAL, DCID, b"x") + bytes(8)) == [PACKET_NEGOTIATION]
    assert kinds(public_packet(b"CHLO" + bytes(100))) == [PACKET_CLEAR]
    assert kinds(q046_packet(b"CHLO" + bytes(100))) == [PACKET_CLEAR]


def test_lengths_stay_inside_the_datagram() -> None:
    """One that reaches farther is none, unless the capture cut it."""
    packet = long_header(VERSION_1, INITIAL, DCID, b"", bytes(40), token=b"token")
    for size in range(len(packet)):
        assert kinds(packet[:size]) == []
    header = LongHeader()
    assert header.seek(packet[:-10], 0, len(packet) - 10, 10) == PACKET_INITIAL
    assert (header.cut, header.end) == (True, len(packet) - 10)
    assert kinds(packet[:-10], 9) == []
    longest = b"\xff" * 8
    assert kinds(packet[:15] + longest + bytes(50)) == []
    assert kinds(packet[:15] + b"\0" + longest + bytes(50)) == []


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("c2197c5eff14e88c", 151288809941952652),
        ("9d7f3e7d", 494878333),
        ("7bbd", 15293),
        ("25", 37),
        ("4025", 37),
    ],
)
def test_numbers_are_those_of_the_rfc(raw: str, value: int) -> None:
    """RFC 9000 appendix A.1; cut ones are none."""
    data = bytes.fromhex(raw)
    varint = Varint()
    assert (varint.read(data + b"\xff", 0, len(data)), varint.value) == (len(data), value)
    assert varint.read(data, 0, len(data) - 1) == -1


@pytest.mark.parametrize(
    ("datagram", "expected"),
    [
        (long_header(VERSION_1, INITIAL, token=b""), PROGRESS_HANDSHAKE),
        (long_header(VERSION_1, HANDSHAKE), PROGRESS_HANDSHAKE),
        (long_header(VERSION_1, RETRY), PROGRESS_NONE),
        (long_header(VERSION_2, 0), PROGRESS_NONE),
        (long_header(0, INITIAL), PROGRESS_NONE),
        (q046_packet(b"CHLO")[:7], PROGRESS_HANDSHAKE),
        (public_packet(b"CHLO"), PROGRESS_HANDSHAKE),
        (b"\x08" + DCID + b"\1" + bytes(30), PROGRESS_DATA),
        (SHORT, PROGRESS_DATA),
        (b"\xc0", PROGRESS_NONE),
        (b"\x40", PROGRESS_DATA),
    ],
)
def test_the_first_packet_tells_how_far_its_sender_is(datagram: bytes, expected: int) -> None:
    """Asked back, in the handshake, or behind it."""
    assert progress(datagram, 0, len(datagram)) == expected


def walked(payload: bytes, *, google: bool = False) -> tuple[list[tuple[int, bytes]], int]:
    """Return the CRYPTO frames (offset and bytes) and how the walk ended."""
    frames = FrameScan()
    frames.begin(payload, google)
    found = []
    while (status := frames.next()) == FRAMES_CRYPTO:
        found.append((frames.offset, payload[frames.start : frames.stop]))
    return found, status


ACK = b"\x02" + struct.pack("!H", 0x4000 | 900) + b"\0\2\5" + b"\1\2\3\4"
ACK_ECN = b"\x03\x05\0\0\5" + b"\1\1\1"
CRYPTO = quic.crypto_frame(b"hello", 70)


@pytest.mark.parametrize(
    ("payload", "offsets", "status"),
    [
        (b"", [], FRAMES_END),
        (bytes(1000), [], FRAMES_END),
        (CRYPTO, [70], FRAMES_END),
        (bytes(5) + CRYPTO + b"\1" + CRYPTO + bytes(9), [70, 70], FRAMES_END),
        (ACK + CRYPTO, [70], FRAMES_END),
        (ACK_ECN + CRYPTO, [70], FRAMES_END),
        (CRYPTO + b"\x1c\0\0\0", [70], FRAMES_END),
        (CRYPTO + b"\x08\0", [70], FRAMES_BAD),
        (b"\x40\x06" + CRYPTO, [], FRAMES_BAD),
        (ACK[:-1], [], FRAMES_BAD),
        (ACK_ECN[:-1], [], FRAMES_BAD),
        (b"\x02\0\0" + b"\xff" * 9, [], FRAMES_BAD),
        (b"\x06\0", [], FRAMES_BAD),
        (b"\x06", [], FRAMES_BAD),
    ],
)
def test_crypto_frames_are_found_among_the_others(payload: bytes, offsets: list[int], status: int) -> None:
    """Padding, PING, ACK with and without ECN; what does not belong there ends it, and what came before stands."""
    found, end = walked(payload)
    assert ([offset for offset, _ in found], end) == (offsets, status)
    assert all(piece == b"hello" for _, piece in found)


def test_a_frame_that_the_capture_cut_gives_what_is_there() -> None:
    """The tag cannot be checked then; the caller knows."""
    assert walked(CRYPTO[:-3]) == ([(70, b"he")], FRAMES_END)


def test_google_numbers_its_frames_otherwise() -> None:
    """CRYPTO is 8 and PING 7 there."""
    other = b"\x08" + CRYPTO[1:]
    assert walked(b"\x07" + other + b"\0" + CRYPTO, google=True) == ([(70, b"hello")] * 2, FRAMES_END)
    assert walked(other) == ([], FRAMES_BAD)


def test_many_ranges_are_no_way_to_keep_us_busy() -> None:
    """An ACK frame says how many it has; more than fit are not looked for."""
    assert walked(b"\x02\0\0" + quic.varint(1 << 40) + bytes(5000)) == ([], FRAMES_BAD)


@given(st.binary(max_size=200), st.integers(0, 50))
def test_any_bytes_can_be_looked_at(data: bytes, missing: int) -> None:
    """Nothing raises, and everything found lies inside."""
    looks_like(data, 0, len(data))
    if data:
        progress(data, 0, len(data))
    kinds(data, missing)
    walked(data)
    walked(data, google=True)


@given(st.sampled_from([INITIAL, ZERO_RTT, HANDSHAKE, RETRY]), st.binary(max_size=100), st.integers(0, 50))
def test_any_rest_of_a_header_can_be_looked_at(kind: int, rest: bytes, missing: int) -> None:
    """The same, behind a version that is known."""
    for version in (VERSION_1, VERSION_2, 0x51303436):
        data = bytes([0xC0 | kind << 4]) + struct.pack("!I", version) + rest
        looks_like(data, 0, len(data))
        progress(data, 0, len(data))
        kinds(data, missing)

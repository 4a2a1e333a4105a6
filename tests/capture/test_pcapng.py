"""The walker of pcapng blocks and the clock of an interface, in whichever build is under test."""

import struct

import pytest
from capture.forge import SECOND, block, enhanced, interface, obsolete, section, simple
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.pcapng import Interface, PcapngWalker
from sensor.capture.status import BAD, ODD, SHORT, SPECIAL
from sensor.wire.batch import Batch

LAST_TIME = (1 << 63) - 1
"""What a batch can hold."""


def clock(resolution: int, offset: int = 0) -> Interface:
    """Return an interface that only tells the time."""
    return Interface(1, 0, 0, resolution, offset)


def time_of(one: Interface, value: int) -> int:
    """Return the time for a 64-bit count."""
    return one.time(value >> 32, value & 0xFFFFFFFF)


def walk(
    data: bytes, *interfaces: Interface, big: bool = False, limit: int = 1 << 20
) -> tuple[Batch, int, PcapngWalker]:
    """Walk the blocks in *data*, in a section that has *interfaces*."""
    walker = PcapngWalker(limit)
    walker.section(big)
    walker.interfaces.extend(interfaces)
    batch = Batch()
    batch.start(data, 1)
    return batch, walker.walk(batch, data, 0, len(data)), walker


@pytest.mark.parametrize(
    ("resolution", "value", "nanoseconds"),
    [
        (0, 7, 7 * SECOND),
        (3, 7, 7_000_000),
        (6, 1_700_000_000_123_456, 1_700_000_000_123_456_000),
        (9, 1_700_000_000_123_456_789, 1_700_000_000_123_456_789),
        (12, 5_000_000_123_999, 5_000_000_123),
        (28, (1 << 64) - 1, 1),
        (127, 123456789, 0),
        (0x80, 7, 7 * SECOND),
        (0x80 | 10, 1024 + 512, SECOND + SECOND // 2),
        (0x80 | 32, (5 << 32) + (1 << 31), 5 * SECOND + SECOND // 2),
        (0x80 | 40, (5 << 40) + (1 << 39), 5 * SECOND + SECOND // 2),
        (0x80 | 63, 3 << 62, SECOND + SECOND // 2),
        (0x80 | 64, 1 << 63, SECOND // 2),
        (0x80 | 97, (1 << 64) - 1, 0),
        (0x80 | 127, (1 << 64) - 1, 0),
    ],
)
def test_resolutions(resolution: int, value: int, nanoseconds: int) -> None:
    """Powers of ten and of two, finer and coarser than a nanosecond."""
    assert time_of(clock(resolution), value) == nanoseconds


@pytest.mark.parametrize(
    ("offset", "nanoseconds"),
    [(3, 10 * SECOND), (-3, 4 * SECOND), (-8, 0), (-(1 << 63), 0), ((1 << 63) - 1, LAST_TIME)],
)
def test_offsets_stay_inside_what_a_batch_can_hold(offset: int, nanoseconds: int) -> None:
    """Seconds to add, signed; the ends of time are 1970 and 2262."""
    result = time_of(clock(6, offset), 7_000_000)
    assert result == nanoseconds if nanoseconds != LAST_TIME else 0 <= LAST_TIME - result < SECOND


@given(st.integers(0, (1 << 64) - 1), st.integers(0, 255), st.integers(-(1 << 63), (1 << 63) - 1))
def test_no_time_overflows(value: int, resolution: int, offset: int) -> None:
    """It is what exact arithmetic gives, set to the nearest end; of the finest resolutions the last nanosecond may be off."""
    got = time_of(clock(resolution, offset), value)
    base = 2 if resolution & 0x80 else 10
    bounded = min(max(offset, -9_223_372_035), 9_223_372_035)
    exact = value * SECOND // base ** (resolution & 0x7F)
    bounds = 0, LAST_TIME
    candidates = {
        min(max(min(part, LAST_TIME) + bounded * SECOND, bounds[0]), bounds[1])
        for part in (exact - 1, exact, exact + 1)
    }
    assert got in candidates or (exact // SECOND > 9_223_372_035 and got == bounds[1] + min(bounded, 0) * SECOND)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_three_packet_blocks(order: str) -> None:
    """Enhanced, simple and obsolete, with what each of them knows."""
    data = (
        enhanced(5_000_000, b"enhanced", number=1, wirelen=70, order=order)
        + simple(b"simple", order=order)
        + obsolete(7_000_000, b"obsolete", number=1, drops=0xFFFF, order=order)
    )
    batch, pos, walker = walk(data, clock(6), Interface(113, 0, 0, 6, 0), big=order == ">")
    frames = [bytes(data[batch.offset[i] : batch.offset[i] + batch.caplen[i]]) for i in range(batch.count)]
    assert frames == [b"enhanced", b"simple", b"obsolete"]
    assert list(batch.ts[:3]) == [5 * SECOND, 5 * SECOND, 7 * SECOND]
    assert list(batch.wirelen[:3]) == [70, 6, 8]
    assert list(batch.link[:3]) == [113, 1, 113]
    assert list(batch.iface[:3]) == [1, 0, 1]
    assert (pos, walker.status) == (len(data), SHORT)
    assert (walker.bytes, walker.first, walker.last) == (22, 5 * SECOND, 7 * SECOND)


def test_a_simple_block_is_cut_by_the_snapshot_length() -> None:
    """It says only how long the frame was; the rest is the interface's snapshot length and the block."""
    batch, _, _ = walk(simple(b"123456", wirelen=1500), Interface(1, 4, 0, 6, 0))
    assert (batch.caplen[0], batch.wirelen[0]) == (4, 1500)
    batch, _, _ = walk(simple(b"12345678", wirelen=1500), clock(6))
    assert (batch.caplen[0], batch.wirelen[0]) == (8, 1500)


def test_simple_blocks_alone_have_no_time() -> None:
    """The frames are at the epoch, and the totals do not say so."""
    batch, _, walker = walk(simple(b"12345678"), clock(6))
    assert (batch.ts[0], walker.first, walker.last) == (0, -1, -1)


def test_other_blocks_are_stepped_over() -> None:
    """Names, statistics, secrets, custom and unknown ones."""
    others = b"".join(block(kind, b"\xff" * 9) for kind in (4, 5, 10, 0xBAD, 0x40000BAD, 0xFFFFFFFF))
    batch, pos, _ = walk(others + enhanced(1, b"x") + others, clock(6))
    assert batch.count == 1
    assert pos == 2 * len(others) + 36


@pytest.mark.parametrize("special", [section(), interface()])
def test_sections_and_interfaces_stop_the_walk(special: bytes) -> None:
    """They are the reader's to understand."""
    batch, pos, walker = walk(enhanced(1, b"x") + special, clock(6))
    assert (batch.count, pos, walker.status) == (1, 36, SPECIAL)


@pytest.mark.parametrize("length", [0, 4, 8, 11, 13, 14, 15, 0x80000000, 0xFFFFFFFC, (1 << 20) + 4])
def test_impossible_lengths(length: int) -> None:
    """Too short, not a multiple of four, beyond what is believed."""
    _, pos, walker = walk(struct.pack("<II", 6, length) + bytes(100), clock(6))
    assert (pos, walker.status) == (0, BAD)


def test_two_lengths_must_agree() -> None:
    """The one at the end repeats the one at the start."""
    data = bytearray(enhanced(1, b"frame"))
    data[-4] ^= 4
    _, pos, walker = walk(bytes(data), clock(6))
    assert (pos, walker.status) == (0, BAD)


@pytest.mark.parametrize(
    "data",
    [
        enhanced(1, b"x", number=1),
        enhanced(1, b"x", number=0xFFFFFFFF),
        obsolete(1, b"x", number=1),
        block(6, bytes(16)),
        block(2, bytes(16)),
        block(3, b""),
        block(6, struct.pack("<5I", 0, 0, 0, 9, 9) + bytes(8)),
        block(6, struct.pack("<5I", 0, 0, 0, 0xFFFFFFFF, 9) + bytes(8)),
    ],
    ids=["interface", "huge interface", "obsolete", "short", "short obsolete", "short simple", "too long", "huge"],
)
def test_contradictions_stop_the_walk_at_the_block(data: bytes) -> None:
    """An interface that is not there, more bytes than the block holds."""
    batch, pos, walker = walk(enhanced(1, b"ok") + data, clock(6))
    assert (batch.count, pos, walker.status, walker.need) == (1, 36, ODD, len(data))


def test_a_simple_block_needs_an_interface() -> None:
    """It means the first one."""
    _, pos, walker = walk(simple(b"x"))
    assert (pos, walker.status) == (0, ODD)


def test_the_check_sequence_is_taken_off_whole_frames() -> None:
    """As the interface says."""
    batch, _, _ = walk(enhanced(1, b"frameFCS!") + enhanced(1, b"cut", wirelen=99), Interface(1, 0, 4, 6, 0))
    assert list(batch.caplen[:2]) == [5, 3]
    assert list(batch.wirelen[:2]) == [5, 99]


def test_interfaces_are_numbered_through_the_sections() -> None:
    """The first of the second section comes after the last of the first."""
    walker = PcapngWalker(1 << 20)
    walker.interfaces.extend([clock(6), clock(6)])
    walker.section(big=False)
    walker.interfaces.append(clock(6))
    data, batch = enhanced(1, b"x"), Batch()
    batch.start(data, 1)
    walker.walk(batch, data, 0, len(data))
    assert batch.iface[0] == 2


@given(st.binary(max_size=200), st.booleans())
def test_no_bytes_make_the_walker_fail(data: bytes, big: bool) -> None:
    """It stops inside the data, whatever they are."""
    _, pos, _ = walk(data, clock(6), clock(0xFF), big=big)
    assert 0 <= pos <= len(data)

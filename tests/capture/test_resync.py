"""Where records go on behind damage."""

import struct

import pytest
from capture.forge import SECOND, enhanced, interface, record, section
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.limits import RESYNC_CANDIDATES
from sensor.capture.pcap import PcapWalker
from sensor.capture.resync import block_end, next_block, next_record

NOW = 1_700_000_000


def walker(*, big: bool = False, now: int = NOW) -> PcapWalker:
    """Return a walker that saw its last good record at *now*."""
    one = PcapWalker(1, big, 16, 1000, 0, 262_144, 0, 0xA1B2C3D4)
    one.now = now * SECOND
    return one


def find(one: PcapWalker, data: bytes, *, at_end: bool = True) -> int:
    """Search all of *data* behind its first byte."""
    return next_record(one, bytearray(data), 0, len(data), at_end)


@pytest.mark.parametrize("order", ["<", ">"])
def test_three_records_in_a_row_are_found(order: str) -> None:
    """In either byte order."""
    data = b"\xee" * 77 + record(NOW + 3, 5, b"x" * 20, order=order) * 3
    assert find(walker(big=order == ">"), data + b"\xee", at_end=False) == 77


def test_two_records_count_where_the_file_ends_with_them() -> None:
    """And only there."""
    data = b"\xee" * 77 + record(NOW, 5, b"x" * 20) * 2
    assert find(walker(), data) == 77
    assert find(walker(), data, at_end=False) == -1
    assert find(walker(), data + b"\xee" * 50) == -1


@pytest.mark.parametrize("seconds", [NOW - 200_000, NOW + 200_000, 0])
def test_records_of_another_day_do_not_count(seconds: int) -> None:
    """Times go on where they stopped."""
    assert find(walker(), b"\xee" * 77 + record(seconds, 5, b"x" * 20) * 5) == -1


def test_a_time_past_the_next_turn_of_the_upper_half_counts() -> None:
    """The search looks for the upper 16 bits of the seconds: these and the next."""
    late = (NOW | 0xFFFF) - 1
    assert find(walker(now=late), b"\xee" * 9 + record(late + 3, 5, b"x" * 20) * 4) == 9


@pytest.mark.parametrize(
    ("fraction", "caplen", "wirelen"), [(1_000_000, 20, 20), (5, 20, 19), (5, 0, 0), (5, 20, 300_000)]
)
def test_records_with_something_odd_do_not_count(fraction: int, caplen: int, wirelen: int) -> None:
    """What a good reader tolerates is too little to begin with."""
    odd = struct.pack("<4I", NOW, fraction, caplen, wirelen) + bytes(caplen)
    assert find(walker(), b"\xee" * 9 + odd * 5) == -1


def test_without_a_good_record_before_there_is_no_answer() -> None:
    """Nothing tells what time to look for."""
    one = walker()
    one.now = -1
    assert find(one, b"\xee" * 9 + record(NOW, 5, b"x") * 5) == -1


def test_only_so_many_places_are_examined() -> None:
    """Bytes that look like the time everywhere do not cost more than that."""
    decoy = struct.pack("<I", NOW) * (RESYNC_CANDIDATES + 1)
    good = record(NOW, 5, b"x" * 20) * 5
    assert find(walker(), bytes(8) + decoy + good) == -1
    assert find(walker(), bytes(8) + decoy[400:] + good) > 0


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_block_names_its_length_twice(order: str) -> None:
    """Two such blocks in a row, or one at the end of the file, are no accident."""
    blocks = enhanced(5, b"x" * 20, order=order) + enhanced(6, b"y" * 30, order=order)
    data = bytearray(b"\xee" * 13 + blocks)
    assert next_block(data, 0, len(data), order == ">", False) == 13
    one = bytearray(b"\xee" * 13 + enhanced(5, b"x" * 20, order=order))
    assert next_block(one, 0, len(one), order == ">", True) == 13
    assert next_block(one, 0, len(one), order == ">", False) == -1


def test_a_section_of_the_other_byte_order_is_found() -> None:
    """It brings its own."""
    data = bytearray(b"\xee" * 13 + section(order=">") + section(order=">"))
    assert next_block(data, 0, len(data), False, False) == 13
    mixed = section(order=">") + interface(order=">")
    assert block_end(bytearray(mixed), 0, len(mixed), False) == len(section(order=">"))


def test_only_so_many_blocks_are_examined() -> None:
    """As with records."""
    data = bytearray(bytes(4) + struct.pack("<I", 6) * (RESYNC_CANDIDATES + 1) + enhanced(5, b"x") * 3)
    assert next_block(data, 0, len(data), False, True) == -1


@given(st.binary(max_size=400), st.booleans(), st.booleans())
def test_no_bytes_make_the_search_fail(data: bytes, big: bool, at_end: bool) -> None:
    """An answer lies behind the start and inside the data."""
    where = bytearray(data)
    for found in (
        next_record(walker(big=big, now=0), where, 0, len(where), at_end),
        next_block(where, 0, len(where), big, at_end),
    ):
        assert found == -1 or 0 < found < len(data)

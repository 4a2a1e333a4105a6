"""Sections and interfaces of a pcapng file."""

import struct

import pytest
from capture.forge import SECOND, enhanced, interface, option, parse, section
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.limits import MAX_OPTIONS
from sensor.capture.pcapng_blocks import options_of, parse_interface, section_order

RESOLUTION, FCS, OFFSET = 9, 13, 14


def first_frame_ts(options: bytes, value: int, order: str = "<") -> int:
    """Return the time of a frame at *value* on an interface with *options*."""
    data = section(order=order) + interface(options=options, order=order) + enhanced(value, b"x", order=order)
    frames, report = parse(data)
    assert report.complete
    return frames[0].ts


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_byte_order_is_told_by_the_section(order: str) -> None:
    """And other bytes tell none."""
    assert section_order(section(order=order)) == (order == ">")
    assert section_order(b"\n\r\r\n" + bytes(20)) is None
    assert section_order(bytes(4) + section()[4:]) is None


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_options_of_an_interface(order: str) -> None:
    """Resolution and offset of its clock; the default is microseconds."""
    assert first_frame_ts(b"", 5_000_000, order) == 5 * SECOND
    assert first_frame_ts(option(RESOLUTION, b"\x09", order=order), 5, order) == 5
    offset = option(OFFSET, struct.pack(order + "q", -2), order=order)
    options = (
        option(2, b"eth0", order=order)
        + offset
        + option(0, b"", order=order)
        + option(RESOLUTION, b"\x00", order=order)
    )
    assert first_frame_ts(options, 5_000_000, order) == 3 * SECOND


@pytest.mark.parametrize(("value", "length"), [(0, 0), (4, 4), (2, 2), (32, 4), (16, 2), (255, 31)])
def test_the_length_of_the_check_sequence(value: int, length: int) -> None:
    """In bits, or in bytes by those who read the draft's example."""
    one = parse_interface(interface(link=105, snaplen=99, options=option(FCS, bytes([value]))), False)
    assert (one.fcs, one.link, one.snaplen) == (length, 105, 99)


@pytest.mark.parametrize("code", [RESOLUTION, FCS, OFFSET])
def test_options_of_a_wrong_length_say_nothing(code: int) -> None:
    """The frames are read with the defaults."""
    assert first_frame_ts(option(code, b"abc"), 5_000_000) == 5 * SECOND


def test_options_that_reach_out_of_the_block_end_the_list() -> None:
    """What came before them holds."""
    data = option(RESOLUTION, b"\x09") + struct.pack("<HH", 2, 500) + b"eth0"
    assert list(options_of(data, "<")) == [(RESOLUTION, b"\x09")]


def test_only_so_many_options_are_looked_at() -> None:
    """A block of empty options costs no more than that."""
    assert len(list(options_of(option(2, b"") * (MAX_OPTIONS + 5), "<"))) == MAX_OPTIONS


@given(st.lists(st.tuples(st.integers(1, 65_535), st.binary(max_size=30)), max_size=20), st.sampled_from("<>"))
def test_options_come_back_as_they_were_written(options: list[tuple[int, bytes]], order: str) -> None:
    """Any codes, any lengths, with or without an end."""
    data = b"".join(option(code, value, order=order) for code, value in options)
    assert list(options_of(data, order)) == options
    assert list(options_of(data + option(0, b"", order=order) + b"rest", order)) == options


@given(st.binary(max_size=120), st.sampled_from("<>"))
def test_no_options_make_the_reader_fail(options: bytes, order: str) -> None:
    """Frames come whatever stands in the options of their interface."""
    data = section(order=order) + interface(options=options, order=order) + enhanced(5, b"x", order=order)
    frames, _ = parse(data)
    assert len(frames) == 1

"""Solaris snoop files."""

import struct

import pytest
from capture.forge import SECOND, parse, parse_or_nothing, snoop
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.errors import BadHeader
from sensor.capture.snoop import UNKNOWN_LINK


def test_every_frame_is_read() -> None:
    """Records are padded; times are in microseconds."""
    frames, report = parse(snoop([b"abc", b"", b"defgh"]))
    assert [(frame.number, frame.data, frame.link) for frame in frames] == [
        (1, b"abc", 1),
        (2, b"", 1),
        (3, b"defgh", 1),
    ]
    assert (report.first, report.last) == (1_700_000_000 * SECOND, 1_700_000_002 * SECOND + 2000)
    assert (report.complete, report.bytes) == (True, 8)


@pytest.mark.parametrize(
    ("datalink", "link"), [(0, 1), (4, 1), (2, 6), (8, 10), (18, UNKNOWN_LINK), (0xFFFFFFFF, UNKNOWN_LINK)]
)
def test_link_types_are_translated(datalink: int, link: int) -> None:
    """What has no translation is the decoder's to count."""
    assert parse(snoop([b"x"], datalink=datalink))[0][0].link == link


def test_another_version_is_not_read() -> None:
    """Version 1 had another layout."""
    with pytest.raises(BadHeader, match="version 1"):
        parse(snoop([], version=1))


@pytest.mark.parametrize("fields", [(60, 0xFFFFFFFF, 84), (60, 60, 60), (60, 60, 0xFFFFFFFF), (60, 60, 0)])
def test_impossible_lengths_end_the_reading(fields: tuple[int, int, int]) -> None:
    """A frame that is too long, a record that is too short for it or far too long."""
    data = snoop([b"x"])
    frames, report = parse(data + struct.pack(">6I", *fields, 0, 5, 5) + bytes(99))
    assert len(frames) == 1
    assert report.error is not None
    assert f"the record at byte {len(data)} has an impossible length of {fields[2]} bytes" in report.error


@given(st.lists(st.binary(max_size=50), max_size=8), st.integers(1, 80), st.data())
def test_a_cut_only_takes_frames_away(frames: list[bytes], chunk: int, data: st.DataObject) -> None:
    """Cut anywhere, read in pieces of any size."""
    whole = snoop(frames)
    cut = data.draw(st.integers(0, len(whole)))
    got, _ = parse_or_nothing(whole[:cut], chunk=chunk)
    assert got == parse(whole)[0][: len(got)]


@given(st.binary(max_size=200))
def test_no_records_make_the_reader_fail(data: bytes) -> None:
    """Whatever stands behind the header."""
    _, report = parse(snoop([]) + data)
    assert report.complete == (report.error is None)

"""Reading whole pcap files, sound and damaged."""

import struct

import pytest
from capture.forge import SECOND, parse, parse_or_nothing, pcap, pcap_header, record
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.limits import MAX_PROBLEMS, MAX_RESYNCS
from sensor.capture.pcap_header import NANOSECOND

FRAMES = [bytes([i]) * (i * 37 % 200) for i in range(30)]
START = 1_700_000_000


def garbage_between(count: int) -> bytes:
    """Return a pcap file whose records stand in groups of four, with *count* damaged places between."""
    group = [b"".join(record(START + i, i, b"x" * 50) for i in range(4))] * (count + 1)
    return pcap_header() + (b"\xff" * 40).join(group)


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_frame_is_numbered_from_one(order: str) -> None:
    """Empty frames count too, as tshark counts."""
    frames, report = parse(pcap(FRAMES, order=order))
    assert [(frame.number, frame.data) for frame in frames] == list(enumerate(FRAMES, 1))
    assert (report.frames, report.bytes) == (30, sum(map(len, FRAMES)))
    assert (report.first, report.last) == (START * SECOND, (START + 29) * SECOND + 29_000)
    assert (report.complete, report.error) == (True, None)


def test_a_file_without_frames_is_whole() -> None:
    """A capture that saw nothing is an answer, not an error."""
    frames, report = parse(pcap([]))
    assert (frames, report.complete, report.first, report.last) == ([], True, None, None)


def test_a_frame_cut_by_the_end_of_the_file_is_left_out_and_said() -> None:
    """The sentence has the offset, what is there and what came before."""
    data = pcap([b"a" * 60, b"b" * 60])
    frames, report = parse(data[:-10])
    assert [frame.data for frame in frames] == [b"a" * 60]
    assert not report.complete
    assert (
        report.error == "the file ends inside the record at byte 100: 66 of 76 bytes are there (1 frame read before it)"
    )


def test_reading_goes_on_behind_an_impossible_length() -> None:
    """Where several records follow one another at times close to the last good one."""
    before, after = pcap(FRAMES[1:3]), [record(START + 9 + i, 5, b"later" * 9) for i in range(5)]
    frames, report = parse(before + struct.pack("<4I", START, 0, 0x7FFFFFFF, 60) + b"\xee" * 99 + b"".join(after))
    assert [frame.data for frame in frames] == [*FRAMES[1:3], *[b"later" * 9] * 5]
    assert [frame.number for frame in frames] == [1, 2, 3, 4, 5, 6, 7]
    at = len(before)
    assert report.error == (
        f"the record at byte {at} has an impossible length of 2147483647 bytes; "
        f"reading went on at byte {at + 115}, 115 bytes are lost (2 frames read before it)"
    )


def test_reading_does_not_go_on_at_what_is_not_beyond_doubt() -> None:
    """Two records in the middle of garbage could be chance, or the content of a frame."""
    tail = b"\xee" * 99 + record(START, 0, b"x" * 50) * 2 + b"\xee" * 99
    frames, report = parse(pcap(FRAMES[1:3]) + b"\xff" * 16 + tail)
    assert len(frames) == 2
    assert report.error is not None
    assert report.error.endswith(
        "no record follows that is beyond doubt; the rest is not read (2 frames read before it)"
    )


def test_damage_before_the_first_good_record_ends_the_reading() -> None:
    """There is no time to compare with."""
    frames, report = parse(pcap_header() + b"\xff" * 40 + record(START, 0, b"x") * 9)
    assert (frames, report.complete) == ([], False)


def test_many_damaged_places_are_counted() -> None:
    """The first ones are told in full."""
    frames, report = parse(garbage_between(MAX_PROBLEMS + 2))
    assert len(frames) == 4 * (MAX_PROBLEMS + 3)
    assert report.error is not None
    assert report.error.count("impossible length") == MAX_PROBLEMS
    assert report.error.endswith("; and 2 more such places")


def test_there_is_an_end_to_damage() -> None:
    """A file that is nothing but damage is left."""
    frames, report = parse(garbage_between(MAX_RESYNCS + 5))
    assert len(frames) == 4 * (MAX_RESYNCS + 1)
    assert not report.complete


def test_a_file_appended_to_another_is_read() -> None:
    """``cat a b > c`` of equal byte order and resolution is whole, whatever the link types."""
    second = pcap_header(network=113) + record(START + 99, 0, b"second")
    frames, report = parse(pcap([b"first"]) + second)
    assert [(frame.number, frame.data, frame.link) for frame in frames] == [(1, b"first", 1), (2, b"second", 113)]
    assert (report.complete, report.bytes) == (True, 11)
    assert (report.first, report.last) == (START * SECOND, (START + 99) * SECOND)


@pytest.mark.parametrize("length", range(16, 24))
def test_an_appended_header_can_be_cut(length: int) -> None:
    """As anything can."""
    frames, report = parse(pcap([b"first"]) + pcap_header()[:length])
    assert (len(frames), report.complete) == (1, False)


def test_an_appended_header_of_no_known_version_is_damage() -> None:
    """A frame without bytes in 2055 is no header only because of its time."""
    frames, report = parse(pcap([b"first"]) + pcap_header(version=(9, 9)) + record(START, 0, b"x"))
    assert len(frames) == 1
    assert report.error is not None
    assert "neither a record nor the header of an appended file" in report.error


@given(
    st.lists(st.binary(max_size=90), max_size=12),
    st.sampled_from("<>"),
    st.integers(1, 200),
    st.integers(1, 200),
)
def test_frames_do_not_depend_on_how_the_bytes_arrive(frames: list[bytes], order: str, chunk: int, step: int) -> None:
    """Any chunk size, any size of the pieces a pipe hands out."""
    data = pcap(frames, order=order)
    assert parse(data, chunk=chunk, step=step) == parse(data)


@given(st.lists(st.binary(max_size=90), max_size=8), st.sampled_from([1, NANOSECOND]), st.data())
def test_a_cut_only_takes_frames_away(frames: list[bytes], magic: int, data: st.DataObject) -> None:
    """Cut anywhere: the frames are the first ones of the whole, and the report is silent only between two records."""
    whole = pcap(frames)
    if magic == NANOSECOND:
        whole = struct.pack("<I", magic) + whole[4:]
    cut = data.draw(st.integers(0, len(whole)))
    got, report = parse_or_nothing(whole[:cut])
    expected, _ = parse(whole)
    assert got == expected[: len(got)]
    ends = [24 + sum(16 + len(frame) for frame in frames[:n]) for n in range(len(frames) + 1)]
    assert report.complete == (cut in ends)
    assert report.complete == (report.error is None)


@given(
    st.binary(max_size=300),
    st.sampled_from("<>"),
    st.sampled_from([(2, 4), (2, 3), (2, 1), (0, 0)]),
    st.integers(1, 99),
)
def test_no_records_make_the_reader_fail(data: bytes, order: str, version: tuple[int, int], chunk: int) -> None:
    """Whatever stands behind the header: frames inside the buffer, and a report."""
    _, report = parse(pcap_header(order=order, version=version, network=0x24000001) + data, chunk=chunk)
    assert report.complete == (report.error is None)


@given(st.integers(0, 20 * 60), st.binary(min_size=1, max_size=40))
def test_overwritten_bytes_make_no_reader_fail(at: int, junk: bytes) -> None:
    """Damage inside a file of equal records: never more frames than it had, never one that is out of the file."""
    whole = bytearray(pcap([b"\x01" * 44] * 20))
    at += 24
    whole[at : at + len(junk)] = junk
    frames, _ = parse(bytes(whole))
    assert sum(len(frame.data) + 16 for frame in frames) <= len(whole)

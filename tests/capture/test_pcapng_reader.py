"""Reading whole pcapng files, sound and damaged."""

import struct

import pytest
from capture.forge import SECOND, block, enhanced, interface, parse, parse_or_nothing, pcapng, section, simple
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture import pcapng_reader
from sensor.capture.errors import BadHeader

FRAMES = [bytes([i]) * (i * 37 % 200) for i in range(30)]
START = 1_700_000_000


@pytest.mark.parametrize("order", ["<", ">"])
def test_every_frame_is_numbered_from_one(order: str) -> None:
    """With times and totals."""
    frames, report = parse(pcapng(FRAMES, order=order))
    assert [(frame.number, frame.data) for frame in frames] == list(enumerate(FRAMES, 1))
    assert (report.frames, report.bytes) == (30, sum(map(len, FRAMES)))
    assert (report.first, report.last) == (START * SECOND, (START + 29) * SECOND)
    assert (report.complete, report.error) == (True, None)


def test_sections_bring_their_own_byte_order_and_interfaces() -> None:
    """Files put behind one another are one file."""
    first = section() + interface(link=1) + interface(link=113) + enhanced(1, b"one", number=1)
    second = section(order=">") + interface(link=101, order=">") + enhanced(2, b"two", order=">")
    frames, report = parse(first + second)
    assert [(frame.data, frame.link, frame.iface) for frame in frames] == [(b"one", 113, 1), (b"two", 101, 2)]
    assert report.complete


def test_simple_blocks_alone_leave_the_times_open() -> None:
    """The format has none for them."""
    frames, report = parse(section() + interface() + simple(b"abc"))
    assert (len(frames), report.first, report.last, report.complete) == (1, None, None, True)


def test_a_first_block_without_byte_order_is_no_capture() -> None:
    """Four bytes of magic number are not enough."""
    with pytest.raises(BadHeader, match="names no byte order"):
        parse(block(0x0A0D0D0A, bytes(16)))
    with pytest.raises(BadHeader, match="the first pcapng block is cut: 20 of 28 bytes"):
        parse(section()[:20])


def test_a_block_cut_by_the_end_of_the_file_is_left_out_and_said() -> None:
    """The sentence has the offset, what is there and what came before."""
    data = pcapng([b"a" * 60, b"b" * 60])
    frames, report = parse(data[:-10])
    assert len(frames) == 1
    assert (
        report.error == "the file ends inside the block at byte 140: 82 of 92 bytes are there (1 frame read before it)"
    )


@pytest.mark.parametrize("spoil", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b"\x0d\x00\x00\x00"])
def test_reading_goes_on_behind_an_impossible_length(spoil: bytes) -> None:
    """At the next block that names its length twice."""
    good = section() + interface()
    bad = bytearray(enhanced(5, b"lost"))
    bad[4:8] = spoil
    frames, report = parse(good + bytes(bad) + enhanced(6, b"found") + enhanced(7, b"too"))
    assert [frame.data for frame in frames] == [b"found", b"too"]
    number = int.from_bytes(spoil, "little")
    assert report.error == (
        f"the block at byte {len(good)} has an impossible length of {number} bytes; "
        f"reading went on at byte {len(good) + 36}, 36 bytes are lost (0 frames read before it)"
    )


def test_lengths_that_disagree_are_told() -> None:
    """Both of them."""
    bad = bytearray(enhanced(5, b"lost"))
    bad[-4] = 99
    frames, report = parse(section() + interface() + bytes(bad) + enhanced(6, b"found"))
    assert [frame.data for frame in frames] == [b"found"]
    assert report.error is not None
    assert "ends in the length 99 and began with 36" in report.error


def test_an_absurd_length_at_the_end_of_the_file_is_damage_and_not_a_cut() -> None:
    """The rest is searched, as the block cannot be as long as it says."""
    bad = struct.pack("<II", 6, 2_000_000) + bytes(20)
    frames, report = parse(section() + interface() + bad + enhanced(6, b"found"))
    assert [frame.data for frame in frames] == [b"found"]
    assert report.error is not None
    assert "claims 2000000 bytes where 68 are left" in report.error


@pytest.mark.parametrize("kind", [1, 0x0A0D0D0A])
def test_damaged_sections_and_interfaces_are_stepped_over(kind: int) -> None:
    """Too short, or with lengths that disagree."""
    for bad in (block(kind, b""), struct.pack("<III", kind, 40, 0x1A2B3C4D) + bytes(24) + struct.pack("<I", 44)):
        frames, report = parse(section() + interface() + bad + enhanced(6, b"found") + enhanced(7, b"too"))
        assert [frame.data for frame in frames] == [b"found", b"too"]
        assert not report.complete


def test_a_frame_of_no_interface_is_lost_alone() -> None:
    """The framing holds, so the next block is where it should be."""
    data = section() + interface() + enhanced(5, b"x", number=3) + enhanced(6, b"ok")
    frames, report = parse(data)
    assert [frame.data for frame in frames] == [b"ok"]
    assert report.error is not None
    assert "the block at byte 48 names an interface that is not described" in report.error


def test_an_unknown_version_is_read_and_said() -> None:
    """Sections of version 2 do not exist yet."""
    frames, report = parse(section(version=(2, 0)) + interface() + enhanced(6, b"ok"))
    assert len(frames) == 1
    assert report.error is not None
    assert "the section at byte 0 is of the unknown version 2.0" in report.error


def test_there_are_only_so_many_interfaces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A section that describes more ends the reading; the next section counts anew."""
    monkeypatch.setattr(pcapng_reader, "MAX_INTERFACES", 5)
    _, report = parse((section() + interface() * 5) * 2 + enhanced(1, b"x"))
    assert report.complete
    _, report = parse(section() + interface() * 6 + enhanced(1, b"x"))
    assert report.error is not None
    assert "interface 6 of its section" in report.error


@given(
    st.lists(st.binary(max_size=90), max_size=12),
    st.sampled_from("<>"),
    st.integers(1, 200),
    st.integers(1, 200),
)
def test_frames_do_not_depend_on_how_the_bytes_arrive(frames: list[bytes], order: str, chunk: int, step: int) -> None:
    """Any chunk size, any size of the pieces a pipe hands out."""
    data = pcapng(frames, order=order)
    assert parse(data, chunk=chunk, step=step) == parse(data)


@given(st.lists(st.binary(max_size=90), max_size=8), st.data())
def test_a_cut_only_takes_frames_away(frames: list[bytes], data: st.DataObject) -> None:
    """Cut anywhere: the frames are the first ones of the whole, and the report is silent only between two blocks."""
    whole = pcapng(frames)
    cut = data.draw(st.integers(0, len(whole)))
    got, report = parse_or_nothing(whole[:cut])
    expected, _ = parse(whole)
    assert got == expected[: len(got)]
    ends = [48 + sum(32 + len(frame) + -len(frame) % 4 for frame in frames[:n]) for n in range(len(frames) + 1)]
    assert report.complete == (cut in {28, *ends})


@given(st.binary(max_size=300), st.sampled_from("<>"), st.integers(1, 99))
def test_no_blocks_make_the_reader_fail(data: bytes, order: str, chunk: int) -> None:
    """Whatever stands behind the first section."""
    _, report = parse(section(order=order) + interface(order=order) + data, chunk=chunk)
    assert report.complete == (report.error is None)


@given(st.integers(0, 760), st.binary(min_size=1, max_size=40))
def test_overwritten_bytes_make_no_reader_fail(at: int, junk: bytes) -> None:
    """Damage inside a file: never a frame that is out of the file."""
    whole = bytearray(pcapng([b"\x01" * 44] * 10))
    whole[at : at + len(junk)] = junk
    frames, _ = parse_or_nothing(bytes(whole))
    assert sum(len(frame.data) for frame in frames) <= len(whole)

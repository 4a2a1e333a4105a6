"""Zstd frames, undone block by block; their framing tells a cut stream from a whole one."""

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture.zstd import FrameTracker, ZstdMember

SKIPPED = b"\x5a\x2a\x4d\x18\x05\x00\x00\x00hello"
NOISE = bytes(i * i * 2654435761 >> 13 & 0xFF for i in range(3000))


def frame(data: bytes, *, checksum: bool, size: bool) -> bytes:
    """Return a zstd frame."""
    return zstandard.ZstdCompressor(write_checksum=checksum, write_content_size=size).compress(data)


def streamed(data: bytes) -> bytes:
    """Return a frame without its size, as a pipe gives it."""
    packer = zstandard.ZstdCompressor().compressobj()
    return packer.compress(data) + packer.flush()


def whole(data: bytes, step: int = 7) -> bool:
    """Tell whether *data*, given in steps, is a whole frame and nothing else."""
    tracker = FrameTracker()
    for start in range(0, len(data), step):
        piece, at = data[start : start + step], 0
        while at < len(piece):
            if tracker.done:
                return False
            at = tracker.advance(piece, at)
    return tracker.done


@pytest.mark.parametrize("checksum", [False, True])
@pytest.mark.parametrize("size", [0, 1, 255, 256, 70_000, 400_000])
def test_every_cut_inside_a_frame_is_seen(checksum: bool, size: int) -> None:
    """Sizes that take one, two and four bytes in the header; several blocks; with and without checksum."""
    for packed in (frame(bytes(size), checksum=checksum, size=True), streamed(bytes(size))):
        assert whole(packed)
        assert not any(whole(packed[:cut]) for cut in range(len(packed)))
        assert not whole(packed + b"x")


def test_incompressible_data_stands_in_raw_blocks() -> None:
    """Their length is in their header."""
    packed = frame(NOISE, checksum=True, size=True)
    assert whole(packed)
    assert not whole(packed[:-1])


def test_skippable_frames_are_frames() -> None:
    """Even an empty one."""
    assert whole(SKIPPED)
    assert not whole(SKIPPED[:-1])
    assert whole(b"\x50\x2a\x4d\x18\x00\x00\x00\x00")


@given(st.binary(max_size=300), st.integers(1, 50))
def test_no_bytes_make_the_tracker_fail(data: bytes, step: int) -> None:
    """How they arrive does not matter."""
    assert whole(data, step) == whole(data, 1)


def test_a_member_gives_what_is_asked_for_and_keeps_the_rest() -> None:
    """Content in pieces, what follows the frame untouched."""
    member = ZstdMember(zstandard)
    packed = streamed(NOISE * 200)
    data, got = packed + b"behind", bytearray()
    assert member.needs_input
    while not member.eof:
        content = member.decompress(data, 1000)
        assert len(content) <= 1000
        got += content
        data = b""
    assert bytes(got) == NOISE * 200
    assert (member.unused_data, member.needs_input) == (b"behind", False)


def test_a_skippable_frame_has_no_content() -> None:
    """It ends like any other."""
    member = ZstdMember(zstandard)
    data = SKIPPED + b"behind"
    while not member.eof:
        assert member.decompress(data, 9) == b""
        data = b""
    assert member.unused_data == b"behind"


def test_a_corrupt_block_takes_none_before_it_away() -> None:
    """Each block of 128 KiB is undone alone."""
    packed = bytearray(streamed(NOISE + bytes(300_000)))
    packed[-4:] = b"\x07\x00\x00\x00"  # a last block of the reserved type
    member, got, data = ZstdMember(zstandard), bytearray(), bytes(packed)

    def undo() -> None:
        nonlocal data
        while not member.eof:
            got.extend(member.decompress(data, 1 << 20))
            data = b""

    with pytest.raises(zstandard.ZstdError):
        undo()
    assert len(got) >= 2 << 17
    assert got.startswith(NOISE)

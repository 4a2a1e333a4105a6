"""Decompression by content; what a damaged stream still gives."""

import bz2
import gzip
import lzma
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard
from capture.forge import BytesStream, Frame, pcap, pcap_header, read, record
from hypothesis import given
from hypothesis import strategies as st

from sensor.capture import compression
from sensor.capture.compression import GzipMember, rescue, undo
from sensor.capture.errors import DamagedStream, InputError
from sensor.capture.limits import MAX_LAYERS
from sensor.capture.source import FileSource
from sensor.model.report import InputReport

Pack = Callable[[bytes], bytes]
PACKS: dict[str, Pack] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
    "zstd": zstandard.ZstdCompressor(write_checksum=True).compress,
}
packs = pytest.mark.parametrize("name", PACKS)
FRAMES = [bytes([i]) * (i * 37 % 200) for i in range(30)]


def content(data: bytes, *, step: int = 1 << 20, room: int = 1 << 16) -> tuple[bytes, str | None]:
    """Return what *data* decompresses to, and the damage."""
    stream = undo("forged", BytesStream(data, step))
    got, buffer = bytearray(), bytearray(room)
    try:
        while count := stream.readinto(memoryview(buffer)):
            got += buffer[:count]
    except DamagedStream as error:
        return bytes(got), str(error)
    return bytes(got), None


def read_file(path: Path, data: bytes) -> tuple[list[Frame], InputReport]:
    """Return the frames and the report of a file with *data*."""
    path.write_bytes(data)
    source = FileSource(str(path))
    return read(source), source.report


@packs
def test_compressed_captures_are_read_whatever_their_name(name: str, tmp_path: Path) -> None:
    """By the first bytes; several members that follow one another are one stream."""
    whole = pcap(FRAMES)
    pack = PACKS[name]
    frames, report = read_file(tmp_path / "plain.txt", pack(whole[:100]) + pack(whole[100:500]) + pack(whole[500:]))
    assert [frame.data for frame in frames] == FRAMES
    assert (report.complete, report.error) == (True, None)


@packs
def test_a_cut_stream_gives_what_could_be_decompressed(name: str, tmp_path: Path) -> None:
    """And says so, with what was read before."""
    noise = [bytes((i * j * 7919 >> 3) & 0xFF for j in range(1000)) for i in range(3000)]
    packed = PACKS[name](pcap(noise))
    frames, report = read_file(tmp_path / "cut", packed[: len(packed) * 3 // 4])
    assert [frame.data for frame in frames] == noise[: len(frames)]
    assert len(frames) > 100
    assert not report.complete
    assert report.error is not None
    assert report.error.startswith(f"the {name} data ends in the middle, ")
    assert report.error.endswith(f"({len(frames)} frames read before it)")


@packs
def test_a_corrupt_stream_is_read_up_to_the_damage(name: str, tmp_path: Path) -> None:
    """The second of two members is damaged; the first is read. What else came out of the second is no record."""
    pack = PACKS[name]
    rest = bytearray(pack(bytes(range(256)) * 50))
    rest[len(rest) // 2 :] = bytes(byte ^ 0x5A for byte in rest[len(rest) // 2 :])
    frames, report = read_file(tmp_path / "corrupt", pack(pcap(FRAMES)) + bytes(rest))
    assert [frame.data for frame in frames][:30] == FRAMES
    assert not report.complete


@packs
def test_zeros_behind_the_last_member_are_padding(name: str) -> None:
    """Tapes and block devices leave them; other bytes are damage."""
    assert content(PACKS[name](b"content") + bytes(512)) == (b"content", None)
    got, damage = content(PACKS[name](b"content") + b"no member at all")
    assert got == b"content"
    assert damage is not None


@packs
def test_compressed_nothing_is_nothing(name: str) -> None:
    """An empty member is sound."""
    assert content(PACKS[name](b"")) == (b"", None)


@packs
def test_no_capture_inside_is_said(name: str, tmp_path: Path) -> None:
    """What it is instead is the content, not the packing."""
    with pytest.raises(InputError, match='text that begins "hello hello hello hello"'):
        read_file(tmp_path / "text", PACKS[name](b"hello " * 99))


def test_compression_inside_compression_is_undone(tmp_path: Path) -> None:
    """As often as happens by accident, and no further."""
    data = pcap(FRAMES)
    for _ in range(MAX_LAYERS):
        data = gzip.compress(data)
    frames, _ = read_file(tmp_path / "often", data)
    assert len(frames) == 30
    with pytest.raises(InputError, match="compressed more than 3 times over"):
        read_file(tmp_path / "too often", gzip.compress(data))


@pytest.mark.parametrize(("name", "package"), [("lz4", "lz4"), ("zstd", "zstandard")])
def test_a_missing_package_is_named(name: str, package: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The user is told what to install."""
    monkeypatch.setitem(sys.modules, "lz4.frame" if name == "lz4" else package, None)
    with pytest.raises(InputError, match=f"install the Python package {package} to read it"):
        read_file(tmp_path / "packed", PACKS[name](pcap(FRAMES)))


def test_the_memory_of_a_decompressor_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dictionary beyond the limit is refused, and the reason is said."""
    monkeypatch.setattr(compression, "MAX_DECODER_MEMORY", 1 << 20)
    got, damage = content(lzma.compress(b"content", preset=9))
    assert got == b""
    assert damage is not None
    assert "limit" in damage


@packs
def test_much_content_in_few_bytes_comes_in_pieces(name: str) -> None:
    """Fifty megabytes of zeros never stand in memory at once: each read gives what was asked for."""
    packed = PACKS[name](bytes(50_000_000))
    stream = undo("forged", BytesStream(packed))
    buffer, total = bytearray(1 << 18), 0
    while count := stream.readinto(memoryview(buffer)):
        total += count
    assert total == 50_000_000


@given(st.sampled_from(sorted(PACKS)), st.binary(max_size=300), st.integers(1, 40), st.integers(1, 40))
def test_content_does_not_depend_on_the_sizes(name: str, data: bytes, step: int, room: int) -> None:
    """Of the pieces that come in and of those that are asked for."""
    data = b"no magic " + data
    assert content(PACKS[name](data), step=step, room=room) == (data, None)


@given(st.sampled_from(sorted(PACKS)), st.binary(max_size=300), st.data())
def test_a_cut_never_goes_unnoticed(name: str, data: bytes, draw: st.DataObject) -> None:
    """Cut anywhere: a beginning of the content, and the damage said."""
    data = b"no magic " + data
    packed = PACKS[name](data)
    cut = draw.draw(st.integers(8, len(packed) - 1))
    got, damage = content(packed[:cut])
    assert data.startswith(got)
    assert damage == f"the {name} data ends in the middle"


@given(
    st.sampled_from([b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\x00", b"\x04\x22\x4d\x18", b"\x28\xb5\x2f\xfd"]),
    st.binary(max_size=99),
)
def test_no_bytes_make_a_decompressor_fail(magic: bytes, data: bytes) -> None:
    """Behind each magic number anything may stand."""
    content(magic + data)


def test_gzip_gives_everything_before_a_wrong_checksum() -> None:
    """Zlib keeps the output of a call that fails; it is asked again, byte by byte."""
    packed = bytearray(gzip.compress(b"content " * 20))
    packed[-8] ^= 1
    got, damage = content(bytes(packed))
    assert got == b"content " * 20
    assert damage is not None
    assert "incorrect data check" in damage


def test_rescue_stops_at_the_damage() -> None:
    """The bytes before it are what a longer call would have kept back."""
    data = bytearray(zlib.compress(bytes(range(200)), 0))
    data[-1] ^= 1
    assert rescue(zlib.decompressobj(), bytes(data)) == bytes(range(200))


def test_a_gzip_member_never_gives_more_than_asked_for() -> None:
    """Even when what it rescued is more."""
    packed = bytearray(gzip.compress(bytes(1000)))
    packed[-8] ^= 1
    member = GzipMember()
    sizes = [len(member.decompress(bytes(packed), 300)), *(len(member.decompress(b"", 300)) for _ in range(3))]
    assert sizes == [300, 300, 300, 100]
    with pytest.raises(zlib.error):
        member.decompress(b"", 300)


def test_a_frame_cut_by_damage_is_left_out(tmp_path: Path) -> None:
    """The sentence is about the stream, not about the record that it cut."""
    data = pcap_header() + record(1, 0, b"whole") + record(2, 0, b"half")[:18]
    packed = gzip.compress(data)[:-8]
    frames, report = read_file(tmp_path / "half", packed)
    assert [frame.data for frame in frames] == [b"whole"]
    assert report.error == "the gzip data ends in the middle, 63 bytes into the capture (1 frame read before it)"

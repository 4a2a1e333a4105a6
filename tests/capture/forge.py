"""Capture files made byte by byte, and a way to read them without a disk."""

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sensor.capture.errors import BadHeader
from sensor.capture.formats import reader_of
from sensor.capture.limits import CHUNK
from sensor.capture.source import Source
from sensor.capture.window import Window
from sensor.model.report import InputReport
from sensor.wire.batch import Batch

MAGIC = 0xA1B2C3D4
SECOND = 1_000_000_000


class Frame(NamedTuple):
    """What a reader says of one frame."""

    number: int
    ts: int
    data: bytes
    wirelen: int
    link: int
    iface: int


def frames_in(batch: Batch) -> Iterator[Frame]:
    """Yield copies of the frames in *batch*."""
    for i in range(batch.count):
        start, length = batch.offset[i], batch.caplen[i]
        data = bytes(batch.data[start : start + length])
        assert len(data) == length, "a frame reaches out of its buffer"
        yield Frame(batch.first_frame + i, batch.ts[i], data, batch.wirelen[i], batch.link[i], batch.iface[i])


def read(source: Source) -> list[Frame]:
    """Return copies of all frames of *source*."""
    return [frame for batch in source.batches() for frame in frames_in(batch)]


class BytesStream:
    """A stream of bytes that hands out at most *step* at a time, as a pipe does."""

    def __init__(self, data: bytes, step: int = 1 << 20) -> None:
        self.data = data
        self.step = step
        self.at = 0

    def readinto(self, view: memoryview) -> int:
        """Give the next bytes."""
        piece = self.data[self.at : self.at + min(self.step, len(view))]
        view[: len(piece)] = piece
        self.at += len(piece)
        return len(piece)

    def position(self) -> tuple[int, int | None]:
        """Where it stands."""
        return self.at, len(self.data)

    def close(self) -> None:
        """Nothing to close."""


def parse(data: bytes, *, chunk: int = CHUNK, step: int = 1 << 20) -> tuple[list[Frame], InputReport]:
    """Return the frames in the bytes of a capture file, and the report; raises BadHeader."""
    report = InputReport("forged")
    reader = reader_of(Window(BytesStream(data, step), chunk=chunk), report)
    batch = Batch()
    frames: list[Frame] = []
    while reader.fill(batch):
        frames.extend(frames_in(batch))
    assert report.frames == len(frames)
    assert report.bytes == sum(len(frame.data) for frame in frames)
    return frames, report


def parse_or_nothing(data: bytes, *, chunk: int = CHUNK) -> tuple[list[Frame], InputReport]:
    """Do as `parse`; an input that cannot be opened has no frames."""
    try:
        return parse(data, chunk=chunk)
    except BadHeader as error:
        return [], InputReport("forged", complete=False, error=str(error))


def pcap_header(
    *, order: str = "<", magic: int = MAGIC, version: tuple[int, int] = (2, 4), snaplen: int = 262_144, network: int = 1
) -> bytes:
    """Return the header of a pcap file."""
    return struct.pack(order + "IHHiIII", magic, *version, 0, 0, snaplen, network)


def record(
    seconds: int, fraction: int, data: bytes, *, wirelen: int | None = None, order: str = "<", extra: bytes = b""
) -> bytes:
    """Return a pcap record; *extra* stands between its header and the frame."""
    lengths = len(data), len(data) if wirelen is None else wirelen
    return struct.pack(order + "IIII", seconds, fraction, *lengths) + extra + data


def pcap(frames: Iterable[bytes], *, start: int = 1_700_000_000, order: str = "<") -> bytes:
    """Return a plain pcap file with a frame each second."""
    records = [record(start + i, i, frame, order=order) for i, frame in enumerate(frames)]
    return pcap_header(order=order) + b"".join(records)


def block(kind: int, body: bytes, *, order: str = "<") -> bytes:
    """Return a pcapng block around *body*, which is padded."""
    body += bytes(-len(body) % 4)
    length = struct.pack(order + "I", len(body) + 12)
    return struct.pack(order + "I", kind) + length + body + length


def section(*, order: str = "<", version: tuple[int, int] = (1, 0)) -> bytes:
    """Return a Section Header Block."""
    return block(0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, *version, -1), order=order)


def option(code: int, value: bytes, *, order: str = "<") -> bytes:
    """Return a pcapng option."""
    return struct.pack(order + "HH", code, len(value)) + value + bytes(-len(value) % 4)


def interface(*, link: int = 1, snaplen: int = 0, options: bytes = b"", order: str = "<") -> bytes:
    """Return an Interface Description Block."""
    return block(1, struct.pack(order + "HHI", link, 0, snaplen) + options, order=order)


def enhanced(
    ts: int, data: bytes, *, number: int = 0, wirelen: int | None = None, order: str = "<", options: bytes = b""
) -> bytes:
    """Return an Enhanced Packet Block; *ts* counts the interface's units."""
    length = len(data) if wirelen is None else wirelen
    head = struct.pack(order + "IIIII", number, ts >> 32, ts & 0xFFFFFFFF, len(data), length)
    return block(6, head + data + bytes(-len(data) % 4) + options, order=order)


def simple(data: bytes, *, wirelen: int | None = None, order: str = "<") -> bytes:
    """Return a Simple Packet Block."""
    return block(3, struct.pack(order + "I", len(data) if wirelen is None else wirelen) + data, order=order)


def obsolete(ts: int, data: bytes, *, number: int = 0, drops: int = 0, order: str = "<") -> bytes:
    """Return a Packet Block, the predecessor of the enhanced one."""
    head = struct.pack(order + "HHIIII", number, drops, ts >> 32, ts & 0xFFFFFFFF, len(data), len(data))
    return block(2, head + data, order=order)


def pcapng(frames: Iterable[bytes], *, order: str = "<") -> bytes:
    """Return a plain pcapng file with a frame each second, in microseconds."""
    blocks = [enhanced((1_700_000_000 + i) * 1_000_000, frame, order=order) for i, frame in enumerate(frames)]
    return section(order=order) + interface(order=order) + b"".join(blocks)


def snoop(frames: Iterable[bytes], *, version: int = 2, datalink: int = 4) -> bytes:
    """Return a snoop file with a frame each second."""
    records = b"".join(
        struct.pack(">6I", len(data), len(data), 24 + len(data) + -len(data) % 4, 0, 1_700_000_000 + i, i)
        + data
        + bytes(-len(data) % 4)
        for i, data in enumerate(frames)
    )
    return struct.pack(">8sII", b"snoop\x00\x00\x00", version, datalink) + records

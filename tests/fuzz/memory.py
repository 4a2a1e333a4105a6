"""Captures that are bytes in memory: written, and read as `FileSource` reads them from a disk."""

import struct
from collections.abc import Iterable

import msgspec

from sensor.capture.compression import undo
from sensor.capture.errors import BadHeader, InputError
from sensor.capture.formats import reader_of
from sensor.capture.limits import CHUNK
from sensor.capture.window import Window
from sensor.model.report import InputReport
from sensor.wire.batch import Batch


class Frame(msgspec.Struct, frozen=True):
    """A frame out of a capture."""

    ts: int
    link: int
    wirelen: int
    data: bytes


class BytesStream:
    """The bytes of an input, handed out in steps."""

    def __init__(self, data: bytes, step: int = 1 << 20) -> None:
        self.data = data
        self.at = 0
        self.step = step

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes in *view*."""
        count = min(len(view), self.step, len(self.data) - self.at)
        view[:count] = self.data[self.at : self.at + count]
        self.at += count
        return count

    def position(self) -> tuple[int, int | None]:
        """Where it stands."""
        return self.at, len(self.data)

    def close(self) -> None:
        """Nothing to close."""


def read_capture(data: bytes, *, chunk: int = CHUNK, step: int = 1 << 20) -> tuple[list[Frame], InputReport]:
    """Return the frames and the report of the capture *data*; one that cannot be opened has none, and says why."""
    report = InputReport("input")
    found = []
    try:
        reader = reader_of(Window(undo("input", BytesStream(data, step)), chunk=chunk), report)
    except (InputError, BadHeader) as error:  # what `FileSource` makes a sentence of
        report.complete = False
        report.error = str(error)
        return [], report
    batch = Batch()
    while reader.fill(batch):
        for at in range(batch.count):
            raw = bytes(batch.data[batch.offset[at] : batch.offset[at] + batch.caplen[at]])
            if len(raw) != batch.caplen[at]:
                raise AssertionError("a frame reaches past the end of the buffer")
            found.append(Frame(batch.ts[at], batch.link[at], batch.wirelen[at], raw))
    return found, report


def frames_of(data: bytes) -> list[Frame]:
    """Return the frames of a capture."""
    return read_capture(data)[0]


def write_capture(frames: Iterable[Frame]) -> bytes:
    """Return *frames* as a pcap file in nanoseconds, of the link type that the first one has."""
    frames = list(frames)
    link = frames[0].link if frames else 1
    out = bytearray(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262_144, link))
    for frame in frames:
        seconds, rest = divmod(frame.ts, 1_000_000_000)
        out += struct.pack("<4I", seconds & 0xFFFFFFFF, rest, len(frame.data), max(frame.wirelen, len(frame.data)))
        out += frame.data
    return bytes(out)

"""Rings in plain memory, filled as the kernel fills them (linux/if_packet.h), so that no test of them needs rights."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import cast

from sensor.capture.af_packet.consts import STATUS_TAGGED, STATUS_USER
from sensor.capture.af_packet.ring import MIN_BLOCK, Ring
from sensor.capture.af_packet.tap import Tap

NOON = 1_795_262_400_000_000_000
FRAME_AT = 82
"""Where a frame stands behind its header: the header, the address of the interface, and room to align."""


@dataclass(frozen=True)
class Frame:
    """A frame as the kernel puts it into a block."""

    data: bytes
    length: int | None = None
    tag: int | None = None
    ts: int = NOON


def record(frame: Frame) -> bytes:
    """Return a ``struct tpacket3_hdr`` with the frame behind it, padded."""
    size = (FRAME_AT + len(frame.data) + 7) & ~7
    status = STATUS_USER | (STATUS_TAGGED if frame.tag is not None else 0)
    length = len(frame.data) if frame.length is None else frame.length
    times = divmod(frame.ts, 1_000_000_000)
    places = (FRAME_AT, FRAME_AT + 14)
    header = struct.pack("@6I2HIIHH8x", size, *times, len(frame.data), length, status, *places, 0, frame.tag or 0, 0, 0)
    return (header.ljust(FRAME_AT, b"\0") + frame.data).ljust(size, b"\0")


class MemoryRing(Ring):
    """A ring whose kernel is the test."""

    def __init__(self, blocks: int = 4) -> None:
        self.block, self.blocks = MIN_BLOCK, blocks
        self.data = memoryview(bytearray(blocks * MIN_BLOCK))
        self._words = self.data.cast("I")
        self._sequences = self.data.cast("Q")
        self.at = 0
        self.next = 0
        self.number_of_next = 1

    def put(self, frames: Sequence[Frame]) -> None:
        """Fill the next block and hand it over."""
        body = b"".join(map(record, frames))
        self._describe(STATUS_USER, len(frames), body)
        self.next = (self.next + 1) % self.blocks
        self.number_of_next += 1

    def open_next(self) -> None:
        """Begin a block as the kernel does: it has a number, and nobody may read it yet."""
        self._describe(0, 0, b"")

    def _describe(self, status: int, count: int, body: bytes) -> None:
        start = self.next * self.block
        head = struct.pack("@6IQ4I", 1, 48, status, count, 48, 48 + len(body), self.number_of_next, 0, 0, 0, 0)
        self.data[start : start + 48 + len(body)] = head + body


def memory_tap(ring: MemoryRing, link: int = 1) -> Tap:
    """Return what a worker needs of a tap."""
    return cast("Tap", SimpleNamespace(ring=ring, link=link, name="mem0", bypass=None))

"""Ring: memory that the kernel fills with frames, block by block, mapped into this process and its children."""

import mmap
import platform
import select
import socket
import struct
from collections.abc import Iterator

from sensor.capture.af_packet.block import BlockWalker
from sensor.capture.af_packet.consts import (
    BLOCK_FRAMES,
    BLOCK_SEQUENCE,
    BLOCK_STATUS,
    PACKET_RX_RING,
    PACKET_VERSION,
    SOL_PACKET,
    STATUS_KERNEL,
    STATUS_USER,
    TPACKET_V3,
)
from sensor.wire.batch import Batch

BLOCKS = 16
"""Of a ring. The kernel hands a block over when it is full or `RETIRE_MS` old, which wakes the reader: at a moderate rate a few
large ones cost less than many small ones, and on a fast tap they are full all the sooner. The one that is read is not there for
frames that come meanwhile, so it is a small part of the ring."""
MIN_BLOCK = 1 << 18
"""Bytes: larger than the longest frame (64 KB of receive offload)."""
MIN_BLOCKS = 4
RETIRE_MS = 200
"""A block that is not full is handed over at the second look of the kernel's timer, so a frame waits twice as long at most:
below the second in which an alert is to be there. Each block that is handed over wakes the reader."""
RETIRE_OF_SEVERAL_MS = 50
"""The same where there are several taps, each of which waits for the others: twice as long once more."""
FRAME_BYTES = 2048
"""Only a unit of account in version 3, where frames are packed; it has to divide the block."""
STRONGLY_ORDERED = platform.machine() in {"x86_64", "AMD64", "i386", "i686"}
"""The processor keeps reads in order by itself, so that what is read after a block's status is as new as it."""


class Ring:
    """The ring of one socket. It outlives the process that reads it: another one goes on where that one was."""

    def __init__(self, sock: socket.socket, megabytes: int, retire_ms: int = RETIRE_MS) -> None:
        """Set a ring of *megabytes* up on *sock*, which is not bound yet; raises OSError."""
        self.sock = sock
        self.block, self.blocks = shape(megabytes << 20)
        sock.setsockopt(SOL_PACKET, PACKET_VERSION, struct.pack("@i", TPACKET_V3))
        sock.setsockopt(SOL_PACKET, PACKET_RX_RING, ring_request(self.block, self.blocks, retire_ms))
        self.map = mmap.mmap(sock.fileno(), self.blocks * self.block)
        self.data = memoryview(self.map)
        self._words = self.data.cast("I")
        self._sequences = self.data.cast("Q")
        self.at = 0
        """Index of the block that is read next."""

    def find(self) -> None:
        """Find the block to read next, where that is not known: the oldest that waits, or the one being filled.

        The kernel numbers blocks as it opens them, and the number stays when a block is handed back. Where the ring was
        full and nothing has come since, the block found is one too early; poll tells then that another one waits.
        """
        numbers = {at: self.number(at) for at in range(self.blocks)}
        waiting = [at for at in numbers if self._status(at) & STATUS_USER]
        if waiting:
            self.at = min(waiting, key=lambda at: numbers[at])
        else:
            self.at = max(numbers, key=lambda at: numbers[at])

    def ready(self) -> bool:
        """True when the next block can be read."""
        if not self._status(self.at) & STATUS_USER:
            return False
        barrier()
        return True

    @property
    def half_full(self) -> bool:
        """True when half of the blocks wait to be read."""
        return bool(self._status((self.at + self.blocks // 2) % self.blocks) & STATUS_USER)

    @property
    def sequence(self) -> int:
        """Number of the block that is read next; the kernel counts them from 1."""
        return self.number(self.at)

    def number(self, at: int) -> int:
        """Return the number of the block at index *at*."""
        return self._sequences[(at * self.block + BLOCK_SEQUENCE) >> 3]

    @property
    def held(self) -> int:
        """Frames in the block that is read next."""
        return self._words[(self.at * self.block + BLOCK_FRAMES) >> 2]

    def batches(self, walker: BlockWalker, batch: Batch, first_frame: int) -> Iterator[Batch]:
        """Yield the frames of the next block in batches, the first as number *first_frame*."""
        walker.begin(self.at * self.block)
        while walker.left:
            count = walker.fill(batch, first_frame)
            yield batch
            first_frame += count

    def release(self) -> None:
        """Hand the block back to the kernel; nothing may point into it any more."""
        barrier()
        self._words[(self.at * self.block + BLOCK_STATUS) >> 2] = STATUS_KERNEL
        self.at = (self.at + 1) % self.blocks

    def _status(self, at: int) -> int:
        return self._words[(at * self.block + BLOCK_STATUS) >> 2]

    def close(self) -> None:
        """Unmap the ring, where nothing else looks into it."""
        for view in (self._words, self._sequences, self.data):
            view.release()
        self.map.close()


def barrier() -> None:
    """Keep what is read and written before apart from what comes after, where the processor does not by itself."""
    if not STRONGLY_ORDERED:
        select.select((), (), (), 0)  # gives the interpreter's lock up and takes it again


def shape(size: int) -> tuple[int, int]:
    """Return the bytes of a block and the number of blocks for a ring of *size* bytes, a multiple of a megabyte; it may come larger."""
    block = max(size // BLOCKS, MIN_BLOCK)
    return block, max(size // block, MIN_BLOCKS)


def ring_request(block: int, blocks: int, retire_ms: int) -> bytes:
    """Return the ``struct tpacket_req3`` of a ring."""
    frames = blocks * (block // FRAME_BYTES)
    return struct.pack("@7I", block, blocks, FRAME_BYTES, frames, retire_ms, 0, 0)

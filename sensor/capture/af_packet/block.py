"""The frames of one block of a ring: from where the kernel wrote them to a batch that points there."""

from sensor.capture.af_packet.consts import (
    BLOCK_FIRST,
    BLOCK_FRAMES,
    FRAME_KEPT,
    FRAME_LENGTH,
    FRAME_MAC,
    FRAME_NANOSECONDS,
    FRAME_NEXT,
    FRAME_SECONDS,
    FRAME_STATUS,
    FRAME_TAG,
    STATUS_TAGGED,
)
from sensor.wire.batch import BATCH_FRAMES, TAG_PRESENT, Batch

SECOND = 1_000_000_000
TAG_ID = 0x0FFF


class BlockWalker:
    """Walks one block at a time; nothing is copied. Attributes are typed in ``block.pxd``.

    The kernel is trusted with the offsets that it writes; every access is checked against the end of the ring all the same.
    """

    def __init__(self, data: memoryview, link: int, iface: int) -> None:
        """Walk blocks of the ring *data*, whose frames are of *link* type and come from interface *iface*."""
        self.data = data
        self.words = data.cast("I")
        self.halves = data.cast("H")
        self.link = link
        self.iface = iface
        self.pos = 0
        """Offset of the next frame's header in the ring."""
        self.left = 0
        """Frames of the block that are not in a batch yet."""
        self.frames = 0
        self.bytes = 0
        """Of the block so far, as kept."""
        self.last = 0
        """Time of the last frame."""

    def begin(self, block: int) -> None:
        """Go to the block at offset *block*."""
        self.left = self.words[(block + BLOCK_FRAMES) >> 2]
        self.pos = block + self.words[(block + BLOCK_FIRST) >> 2]
        self.frames = 0
        self.bytes = 0

    def fill(self, batch: Batch, first_frame: int) -> int:
        """Put the next frames of the block in *batch*, the first of them as number *first_frame*; return how many."""
        words = self.words
        batch.start(self.data, first_frame)
        count = min(self.left, BATCH_FRAMES)
        for at in range(count):
            pos = self.pos
            word = pos >> 2
            kept = words[word + (FRAME_KEPT >> 2)]
            batch.offset[at] = pos + self.halves[(pos + FRAME_MAC) >> 1]
            batch.caplen[at] = kept
            batch.wirelen[at] = words[word + (FRAME_LENGTH >> 2)]
            seconds = words[word + (FRAME_SECONDS >> 2)]
            self.last = seconds * SECOND + words[word + (FRAME_NANOSECONDS >> 2)]
            batch.ts[at] = self.last
            batch.link[at] = self.link
            batch.iface[at] = self.iface
            tagged = words[word + (FRAME_STATUS >> 2)] & STATUS_TAGGED
            batch.tag[at] = TAG_PRESENT | (words[word + (FRAME_TAG >> 2)] & TAG_ID) if tagged else 0
            self.bytes += kept
            self.pos = pos + words[word + (FRAME_NEXT >> 2)]
        batch.count = count
        self.left -= count
        self.frames += count
        return count

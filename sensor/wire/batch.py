"""Batch: a block of captured bytes and where the frames lie in it.

A reader fills it, the pipeline walks it: the border between Python and C is crossed once for a batch, never for a frame.
It is refilled and never kept; what outlives the batch is copied out.
"""

from array import array

from sensor.wire.buffer import Buffer

BATCH_FRAMES = 2048
"""Frames in one batch: enough to make the crossing free, few enough for the arrays (80 KB) to stay in the second-level cache."""
TAG_PRESENT = 0x10000
"""Bit that tells a VLAN tag with the id 0 from none."""


class Batch:
    """Frames of one buffer. Attributes are typed in ``batch.pxd``.

    ``data`` holds the bytes; frame *i* is ``data[offset[i] : offset[i] + caplen[i]]``, was ``wirelen[i]`` bytes on the
    wire, at ``ts[i]`` nanoseconds since the epoch, under libpcap link type ``link[i]``, from interface ``iface[i]``.
    Where ``tag[i]`` is not 0, a VLAN tag stood in front of all others and was taken out of the frame: TAG_PRESENT and its id.
    """

    def __init__(self) -> None:
        self.data: Buffer = b""
        self.offset = array("q", bytes(8 * BATCH_FRAMES))
        self.caplen = array("q", bytes(8 * BATCH_FRAMES))
        self.wirelen = array("q", bytes(8 * BATCH_FRAMES))
        self.ts = array("q", bytes(8 * BATCH_FRAMES))
        self.link = array("i", bytes(4 * BATCH_FRAMES))
        self.iface = array("i", bytes(4 * BATCH_FRAMES))
        self.tag = array("i", bytes(4 * BATCH_FRAMES))
        self.count = 0
        self.first_frame = 1

    def start(self, data: Buffer, first_frame: int) -> None:
        """Begin a new batch over *data*; its first frame has number *first_frame* (from 1) in its input."""
        self.data = data
        self.count = 0
        self.first_frame = first_frame

    def add(self, offset: int, caplen: int, wirelen: int, ts: int, link: int, iface: int) -> int:
        """Add a frame and return how many fit still; adding to a full batch raises IndexError."""
        i = self.count
        self.offset[i] = offset
        self.caplen[i] = caplen
        self.wirelen[i] = wirelen
        self.ts[i] = ts
        self.link[i] = link
        self.iface[i] = iface
        self.count = i + 1
        return BATCH_FRAMES - i - 1

"""Solaris snoop files (RFC 1761): rare, so read without compiled help."""

import struct

from sensor.capture.errors import BadHeader, Damage
from sensor.capture.limits import MAX_FRAME
from sensor.capture.reader import Reader
from sensor.capture.status import BAD, FULL, SHORT
from sensor.capture.window import Window
from sensor.model.report import InputReport
from sensor.wire.batch import Batch
from sensor.wire.buffer import Buffer

SNOOP_MAGIC = b"snoop\x00\x00\x00"
FILE_HEADER = 16
RECORD_HEADER = 24
RECORD = struct.Struct(">6I")
"""Original length, included length, record length, drops so far, seconds, microseconds."""
LONGEST_RECORD = 2 * MAX_FRAME
"""A record is its header, the frame and padding; snoop pads to four bytes, others by a little more."""

LINK_TYPES = {0: 1, 2: 6, 4: 1, 8: 10}
"""RFC 1761's datalink types (802.3, Token Ring, Ethernet, FDDI) → libpcap link types."""
UNKNOWN_LINK = -1


class SnoopWalker:
    """Walks the records of a snoop file."""

    def __init__(self, link: int) -> None:
        self.link = link
        self.status = FULL
        self.need = 0
        self.bytes = 0
        self.first = -1
        self.last = -1

    def walk(self, batch: Batch, data: Buffer, pos: int, end: int) -> int:
        """Add the frames of ``data[pos:end]`` to *batch* and return where it stopped; ``status`` says why."""
        self.status = FULL
        room = len(batch.offset) - batch.count
        while room:
            self.need = RECORD_HEADER
            if end - pos < self.need:
                self.status = SHORT
                break
            wirelen, caplen, length, _drops, seconds, micros = RECORD.unpack_from(data, pos)
            if caplen > MAX_FRAME or not RECORD_HEADER + caplen <= length <= LONGEST_RECORD:
                self.status = BAD
                break
            self.need = length
            if end - pos < self.need:
                self.status = SHORT
                break
            ts = seconds * 1_000_000_000 + micros * 1_000
            self.first = ts if self.first < 0 else min(self.first, ts)
            self.last = max(self.last, ts)
            self.bytes += caplen
            room = batch.add(pos + RECORD_HEADER, caplen, wirelen, ts, self.link, 0)
            pos += length
        return pos


class SnoopReader(Reader):
    """Frames of a snoop file."""

    walker: SnoopWalker

    def __init__(self, window: Window, report: InputReport) -> None:
        """Read the file header; raises BadHeader when it is cut or of another version."""
        super().__init__(window, report)
        if not window.fill(FILE_HEADER):
            raise BadHeader(
                window.problem or f"the snoop header is cut: {window.left} of {FILE_HEADER} bytes are there"
            )
        version, link = struct.unpack_from(">8xII", window.take(FILE_HEADER))
        if version != 2:
            raise BadHeader(f"a snoop capture of version {version}, and only version 2 is known")
        self.walker = SnoopWalker(LINK_TYPES.get(link, UNKNOWN_LINK))

    def proceed(self) -> None:
        """Do what the walker asks for; raises Damage or Ended."""
        if self.walker.status == BAD:
            window = self.window
            (length,) = struct.unpack_from(">I", window.data, window.pos + 8)
            raise Damage(f"has an impossible length of {length} bytes")
        self.bring(self.walker.need)

    def next_unit(self) -> int:
        """Return -1: the format is too rare to be worth guessing."""
        return -1

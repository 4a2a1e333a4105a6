"""Reader of pcap files: the header, the appended file, the damaged record."""

import struct

from sensor.capture.errors import BadHeader, Damage, Ended
from sensor.capture.pcap import SWAPPED, SWAPPED_IF_LARGER, PcapWalker
from sensor.capture.pcap_header import FILE_HEADER, PcapHeader, parse_header
from sensor.capture.reader import Reader
from sensor.capture.resync import next_record
from sensor.capture.status import BAD, SPECIAL
from sensor.capture.window import Window
from sensor.model.report import InputReport

TRIAL_BYTES = 1 << 16
"""Bytes looked at to tell the layout of the records; what has not arrived yet is not waited for."""


class PcapReader(Reader):
    """Frames of a pcap file in any of its variants."""

    walker: PcapWalker

    def __init__(self, window: Window, report: InputReport) -> None:
        """Read the file header; raises BadHeader when it is cut."""
        super().__init__(window, report)
        if not window.fill(FILE_HEADER):
            raise BadHeader(window.problem or f"the pcap header is cut: {window.left} of {FILE_HEADER} bytes are there")
        header = self._parse()
        if header is None:
            raise BadHeader("no pcap header")
        try:
            self._enter(header)
        except Ended:
            raise BadHeader(window.problem or "the pcap header is cut") from None

    def proceed(self) -> None:
        """Do what the walker asks for; raises Damage or Ended."""
        walker = self.walker
        if walker.status == SPECIAL:
            self._appended_file()
        elif walker.status == BAD:
            raise Damage(f"has an impossible length of {self._length_at(self.window.pos)} bytes")
        else:
            self.bring(walker.need)

    def next_unit(self) -> int:
        """Return where in the window records go on, -1 if nowhere beyond doubt."""
        window = self.window
        return next_record(self.walker, window.data, window.pos, window.end, window.ended)

    def _parse(self) -> PcapHeader | None:
        return parse_header(bytes(self.window.data[self.window.pos : self.window.end][:FILE_HEADER]))

    def _enter(self, header: PcapHeader) -> None:
        """Step over *header* and walk on by it."""
        window = self.window
        self.bring(header.variant.file_header)
        if not header.known_version:
            at = window.offset
            self.problem(
                f"the pcap header at byte {at} is of the unknown version {header.major}.{header.minor}, read as 2.4"
            )
        window.pos += header.variant.file_header
        behind = bytes(window.data[window.pos : min(window.end, window.pos + TRIAL_BYTES)])
        self.walker = header.walker(behind)

    def _appended_file(self) -> None:
        """Go on behind the header of a file that was appended with ``cat``."""
        self.bring(FILE_HEADER)
        header = self._parse()
        if header is None or not header.known_version:
            raise Damage("is neither a record nor the header of an appended file")
        before = self.walker
        self._enter(header)
        walker = self.walker
        walker.bytes, walker.first, walker.last, walker.now = before.bytes, before.first, before.last, before.now

    def _length_at(self, pos: int) -> int:
        walker = self.walker
        number = struct.Struct(">I" if walker.big else "<I")
        lengths = [number.unpack_from(self.window.data, at)[0] for at in (pos + 8, pos + 12)]
        swapped = walker.lengths == SWAPPED or (walker.lengths == SWAPPED_IF_LARGER and lengths[0] > lengths[1])
        return int(lengths[1] if swapped else lengths[0])

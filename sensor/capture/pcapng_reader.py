"""Reader of pcapng files: sections, interfaces, the damaged block."""

import struct

from sensor.capture.errors import BadHeader, Damage, Ended
from sensor.capture.limits import MAX_FRAME, MAX_INTERFACES, MAX_RECORD
from sensor.capture.pcapng import PcapngWalker
from sensor.capture.pcapng_blocks import INTERFACE_BLOCK, SECTION_BLOCK, SECTION_HEADER, parse_interface, section_order
from sensor.capture.reader import Reader
from sensor.capture.resync import next_block
from sensor.capture.status import BAD, ODD, SPECIAL
from sensor.capture.window import Window
from sensor.model.report import InputReport

LONGEST_ORDINARY_BLOCK = MAX_FRAME + 65_536
"""The longest frame of an ordinary link and an option as long as options get."""


class PcapngReader(Reader):
    """Frames of a pcapng file: any number of sections, each with its byte order and interfaces."""

    walker: PcapngWalker
    unit = "block"

    def __init__(self, window: Window, report: InputReport) -> None:
        """Read as far as the byte order of the first section; raises BadHeader when there is none."""
        super().__init__(window, report)
        self.walker = PcapngWalker(MAX_RECORD)
        if not window.fill(SECTION_BLOCK):
            raise BadHeader(
                window.problem or f"the first pcapng block is cut: {window.left} of {SECTION_BLOCK} bytes are there"
            )
        if section_order(self._head()) is None:
            raise BadHeader("looks like pcapng, but its first block names no byte order")

    def proceed(self) -> None:
        """Do what the walker asks for; raises Damage or Ended."""
        walker = self.walker
        if walker.status == SPECIAL:
            if self._head().startswith(SECTION_HEADER):
                self._section()
            else:
                self._interface()
        elif walker.status == ODD:
            self._contradiction()
        elif walker.status == BAD:
            raise Damage(self._bad_length())
        else:
            self._bring_block(walker.need)

    def next_unit(self) -> int:
        """Return where in the window blocks go on, -1 if nowhere beyond doubt."""
        window = self.window
        return next_block(window.data, window.pos, window.end, self.walker.big, window.ended)

    def _head(self) -> bytes:
        """Return what is in memory of the block's fixed part, as far as a section header needs it."""
        window = self.window
        return bytes(window.data[window.pos : min(window.end, window.pos + SECTION_BLOCK)])

    def _bring_block(self, need: int) -> None:
        """Bring a block of *need* bytes into memory. An absurd length at the end of a file is damage, another one a cut."""
        if not self.window.fill(need):
            if need > LONGEST_ORDINARY_BLOCK:
                raise Damage(f"claims {need} bytes where {self.window.left} are left")
            self.ended(need)
            raise Ended

    def _whole_block(self, big: bool, shortest: int) -> bytes:
        """Return the block at the position, whose two lengths agree."""
        self.bring(8)
        length = self._number(4, big)
        if length < shortest or length % 4 or length > MAX_RECORD:
            raise Damage(f"has an impossible length of {length} bytes")
        self._bring_block(length)
        if self._number(length - 4, big) != length:
            raise Damage(f"ends in the length {self._number(length - 4, big)} and began with {length}")
        pos = self.window.pos
        return bytes(self.window.data[pos : pos + length])

    def _section(self) -> None:
        self.bring(SECTION_BLOCK)
        big = section_order(self._head())
        if big is None:
            raise Damage("begins a section and names no byte order")
        block = self._whole_block(big, SECTION_BLOCK)
        major, minor = struct.unpack_from(">HH" if big else "<HH", block, 12)
        if major != 1:
            at = self.window.offset
            self.problem(f"the section at byte {at} is of the unknown version {major}.{minor}, read as 1.0")
        self.walker.section(big)
        self.window.pos += len(block)

    def _interface(self) -> None:
        block = self._whole_block(self.walker.big, INTERFACE_BLOCK)
        if len(self.walker.interfaces) == MAX_INTERFACES:
            at = self.window.offset
            self.problem(
                f"the block at byte {at} is interface {MAX_INTERFACES + 1} of its section; the rest is not read"
            )
            raise Ended
        self.walker.interfaces.append(parse_interface(block, self.walker.big))
        self.window.pos += len(block)

    def _contradiction(self) -> None:
        """Step over a packet block whose framing holds and whose content does not; its frame is lost."""
        window = self.window
        reason = "names an interface that is not described or holds fewer bytes than it says"
        self.problem(f"the block at byte {window.offset} {reason}; its frame is lost")
        window.pos += self.walker.need

    def _bad_length(self) -> str:
        length = self._number(4, self.walker.big)
        if 12 <= length <= MAX_RECORD and length % 4 == 0:
            return f"ends in the length {self._number(length - 4, self.walker.big)} and began with {length}"
        return f"has an impossible length of {length} bytes"

    def _number(self, at: int, big: bool) -> int:
        window = self.window
        return int.from_bytes(window.data[window.pos + at : window.pos + at + 4], "big" if big else "little")

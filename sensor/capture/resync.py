"""Where do records go on behind damage? Only a place that is one beyond doubt is an answer; the reader reports each.

A pcap record says little about itself, so the time must be within a day of the last good one and several records must
follow one another. A pcapng block names its length twice, which is hard to do by accident.
"""

import re
import struct
from collections.abc import Iterator

from sensor.capture.limits import MAX_FRAME, MAX_RECORD, RESYNC_CANDIDATES, RESYNC_CHAIN
from sensor.capture.pcap import IN_ORDER, PcapWalker

BILLION = 1_000_000_000

BLOCK_TYPES = {
    True: re.compile(rb"(?=\n\r\r\n|\x00\x00\x00[\x01-\x06])"),
    False: re.compile(rb"(?=\n\r\r\n|[\x01-\x06]\x00\x00\x00)"),
}
"""Big-endian? → how a section, interface, packet, names or statistics block begins; matches may overlap."""


def next_record(walker: PcapWalker, data: bytearray, pos: int, end: int, at_end: bool) -> int:
    """Return where a record starts in ``data[pos + 1 : end]``, -1 if nowhere. *at_end*: the input ends at *end*."""
    if walker.now < 0:
        return -1  # no good record before, so no time to compare with
    day = walker.now // BILLION >> 16
    for high in (day, day + 1):
        number = struct.pack(">H" if walker.big else "<H", high & 0xFFFF)
        shift = 0 if walker.big else 2  # where the upper half of the seconds stands
        for found in _places(data, number, pos + 1 + shift, end):
            if _records_follow(walker, data, found - shift, end, at_end):
                return found - shift
    return -1


def _places(data: bytearray, wanted: bytes, start: int, end: int) -> Iterator[int]:
    for _ in range(RESYNC_CANDIDATES):
        found = data.find(wanted, start, end)
        if found < 0:
            return
        yield found
        start = found + 1


def _records_follow(walker: PcapWalker, data: bytearray, pos: int, end: int, at_end: bool) -> bool:
    record = struct.Struct(">4I" if walker.big else "<4I")
    latest = walker.now // BILLION
    for count in range(RESYNC_CHAIN):
        if pos == end and at_end:
            return count >= 2
        if pos + walker.header > end:
            return False
        seconds, fraction, caplen, wirelen = record.unpack_from(data, pos)
        if walker.lengths != IN_ORDER:
            caplen, wirelen = min(caplen, wirelen), max(caplen, wirelen)
        if (
            not 0 < caplen <= wirelen <= MAX_FRAME
            or fraction * walker.tick >= BILLION
            or abs(seconds - latest) > 1 << 17
        ):
            return False
        pos += walker.header + caplen
    return pos <= end


def next_block(data: bytearray, pos: int, end: int, big: bool, at_end: bool) -> int:
    """Return where a pcapng block starts in ``data[pos + 1 : end]``, -1 if nowhere."""
    for number, found in enumerate(BLOCK_TYPES[big].finditer(data, pos + 1, end)):
        if number == RESYNC_CANDIDATES:
            return -1
        if _blocks_follow(data, found.start(), end, big, at_end):
            return found.start()
    return -1


def _blocks_follow(data: bytearray, pos: int, end: int, big: bool, at_end: bool) -> bool:
    """Tell whether two blocks stand at *pos*, or one that ends with the input."""
    for _ in range(2):
        after = block_end(data, pos, end, big)
        if after < 0:
            return False
        if after == end and at_end:
            return True
        pos = after
    return True


def block_end(data: bytearray, pos: int, end: int, big: bool) -> int:
    """Return where the block at *pos* ends, -1 when its two lengths are not there or disagree."""
    if pos + 12 > end:
        return -1
    if data[pos : pos + 4] == b"\n\r\r\n":
        big = data[pos + 8 : pos + 12] == b"\x1a\x2b\x3c\x4d"  # a section brings its own byte order
    number = struct.Struct(">I" if big else "<I")
    (length,) = number.unpack_from(data, pos + 4)
    if length < 12 or length % 4 or length > MAX_RECORD or pos + length > end:
        return -1
    (again,) = number.unpack_from(data, pos + length - 4)
    return pos + length if again == length else -1

"""The records of a pcap file: from a block of bytes to a batch of frames (draft-ietf-opsawg-pcap section 5)."""

from sensor.capture.status import BAD, FULL, SHORT, SPECIAL
from sensor.wire.batch import Batch
from sensor.wire.buffer import Buffer

IN_ORDER = 0
SWAPPED = 1
SWAPPED_IF_LARGER = 2
"""How the two lengths of a record stand: files before version 2.3 have them the other way round, 2.3 either way (libpcap, sf-pcap.c)."""

SECOND = 1_000_000_000
"""Nanoseconds."""


def swapped(number: int) -> int:
    """Return 32 bits whose bytes were read the wrong way round."""
    return (number & 0xFF) << 24 | (number & 0xFF00) << 8 | number >> 8 & 0xFF00 | number >> 24


class PcapWalker:
    """Walks records of one layout and adds up what it saw. Attributes are typed in ``pcap.pxd``."""

    def __init__(
        self, link: int, big: bool, header: int, tick: int, lengths: int, limit: int, fcs: int, magic: int
    ) -> None:
        """Walk records of *link* type.

        *header* is the length of a record header, *tick* the nanoseconds in a unit of its fraction of a second,
        *limit* the longest frame believed, *fcs* the length of the frame check sequence at the end of each frame.
        """
        self.link = link
        self.big = big
        self.header = header
        self.tick = tick
        self.lengths = lengths
        self.limit = limit
        self.fcs = fcs
        self.magic = magic
        self.status = FULL
        self.need = 0
        self.bytes = 0
        self.first = -1
        self.last = -1
        self.now = -1

    def walk(self, batch: Batch, data: Buffer, pos: int, end: int) -> int:
        """Put the frames of ``data[pos:end]`` into *batch*, which was started over *data*; return where it stopped.

        ``status`` says why it stopped. Frames that are cut or damaged are not put in.
        """
        offsets, caplens, wirelens = batch.offset, batch.caplen, batch.wirelen
        times, links, ifaces = batch.ts, batch.link, batch.iface
        header = self.header
        room = len(offsets)
        i = batch.count
        status = FULL
        while i < room:
            self.need = header
            if end - pos < header:
                status = SHORT
                break
            at = pos
            seconds = data[at] | data[at + 1] << 8 | data[at + 2] << 16 | data[at + 3] << 24
            fraction = data[at + 4] | data[at + 5] << 8 | data[at + 6] << 16 | data[at + 7] << 24
            caplen = data[at + 8] | data[at + 9] << 8 | data[at + 10] << 16 | data[at + 11] << 24
            wirelen = data[at + 12] | data[at + 13] << 8 | data[at + 14] << 16 | data[at + 15] << 24
            if self.big:
                seconds, fraction, caplen, wirelen = (
                    swapped(seconds),
                    swapped(fraction),
                    swapped(caplen),
                    swapped(wirelen),
                )
            if self.lengths and (self.lengths == 1 or caplen > wirelen):
                caplen, wirelen = wirelen, caplen
            if caplen == 0 and seconds == self.magic:  # the header of another file, appended to this one
                status = SPECIAL
                break
            if caplen > self.limit:
                status = BAD
                break
            need = header + caplen
            if end - pos < need:
                self.need = need
                status = SHORT
                break
            offsets[i] = pos + header
            pos += need
            if self.fcs and self.fcs <= caplen and wirelen <= caplen:
                caplen = wirelen = caplen - self.fcs
            ts = seconds * SECOND + fraction * self.tick
            if self.first < 0 or ts < self.first:
                self.first = ts
            if ts > self.last:  # noqa: PLR1730 - compiled, max() is twice as long
                self.last = ts
            self.now = ts
            self.bytes += caplen
            caplens[i], wirelens[i], times[i] = caplen, wirelen, ts
            links[i], ifaces[i] = self.link, 0
            i += 1
        batch.count = i
        self.status = status
        return pos

"""The header of a pcap file, and the variants of the format that are about."""

import struct

import msgspec

from sensor.capture.limits import MAX_FRAME, MAX_RECORD
from sensor.capture.pcap import IN_ORDER, SWAPPED, SWAPPED_IF_LARGER, PcapWalker

FILE_HEADER = 24
"""draft-ietf-opsawg-pcap section 4."""
MICROSECONDS = 1_000
NANOSECONDS = 1

STANDARD = 0xA1B2C3D4
NANOSECOND = 0xA1B23C4D
MODIFIED = 0xA1B2CD34
"""Alexey Kuznetsov's patched libpcap: interface and protocol behind each record header."""
IXIA_HARDWARE = 0x1C0001AC
IXIA_SOFTWARE = 0x1C0001AB
"""Ixia's lcap: one more number behind the file header (wiretap/libpcap.h of Wireshark)."""


class Variant(msgspec.Struct, frozen=True):
    """What a magic number means."""

    tick: int
    record_headers: tuple[int, ...] = (16,)
    """Lengths the header of a record can have, the likeliest first: 20 is Nokia's, 24 and 28 those of patched libpcaps."""
    file_header: int = FILE_HEADER
    tick_varies: bool = False
    """Some writers count nanoseconds under the same number; readers disagree, so the first record decides."""


VARIANTS = {
    STANDARD: Variant(MICROSECONDS, (16, 24, 20)),
    NANOSECOND: Variant(NANOSECONDS),
    MODIFIED: Variant(MICROSECONDS, (24, 28)),
    IXIA_HARDWARE: Variant(MICROSECONDS, file_header=28, tick_varies=True),
    IXIA_SOFTWARE: Variant(MICROSECONDS, file_header=28, tick_varies=True),
}

LINK_MASK = 0xFFFF
FCS_PRESENT = 0x04000000
FCS_SHIFT = 28
"""The upper half of the link type field: whether frames end in a check sequence, and its length in 16-bit words
(draft-ietf-opsawg-pcap section 4). The other bits are reserved and say nothing."""

LARGE_LINKS = frozenset({186, 189, 220, 231, 249, 266, 279})
"""USB, D-Bus and EBHSCR: their records are transfers of any length, not frames (libpcap, max_snaplen_for_dlt)."""

TRIAL_RECORDS = 8
"""Records that decide which record header a file has."""
ENOUGH_RECORDS = 3
"""Whole records that speak for another one; the standard must be refuted before it is asked."""


SECONDS_OF_A_DAY = 86_400


class PcapHeader(msgspec.Struct, frozen=True):
    """What the header of a file says."""

    big: bool
    variant: Variant
    magic: int
    major: int
    minor: int
    snaplen: int
    network: int

    @property
    def limit(self) -> int:
        """Longest record that is believed: more than an ordinary frame only where link type or snapshot length tell of it."""
        if self.network & LINK_MASK in LARGE_LINKS:
            return MAX_RECORD
        return self.snaplen if MAX_FRAME < self.snaplen <= MAX_RECORD else MAX_FRAME

    @property
    def known_version(self) -> bool:
        """True for 2.0 to 2.4 and for DG/UX's 543.0, the versions that libpcap reads."""
        return self.major == 2 or (self.major, self.minor) == (543, 0)

    @property
    def lengths(self) -> int:
        """How the lengths of a record stand in this version."""
        if self.major == 543 or (self.major == 2 and self.minor < 3):
            return SWAPPED
        return SWAPPED_IF_LARGER if (self.major, self.minor) == (2, 3) else IN_ORDER

    @property
    def fcs(self) -> int:
        """Bytes of frame check sequence at the end of each frame."""
        return 2 * (self.network >> FCS_SHIFT) if self.network & FCS_PRESENT else 0

    def walker(self, behind: bytes) -> PcapWalker:
        """Return a walker for the records behind this header, *behind* being the first of them."""
        link = self.network & LINK_MASK
        record_header = record_header_of(self, behind)
        return PcapWalker(
            link, self.big, record_header, tick_of(self, behind), self.lengths, self.limit, self.fcs, self.magic
        )


def parse_header(data: bytes) -> PcapHeader | None:
    """Return what the first bytes of a file say; None when they are no pcap header or not all of it."""
    if len(data) < FILE_HEADER:
        return None
    for order in "<>":
        (magic,) = struct.unpack_from(order + "I", data)
        variant = VARIANTS.get(magic)
        if variant is not None:
            major, minor, _zone, _accuracy, snaplen, network = struct.unpack_from(order + "HHiIII", data, 4)
            return PcapHeader(order == ">", variant, magic, major, minor, snaplen, network)
    return None


def tick_of(header: PcapHeader, data: bytes) -> int:
    """Return the nanoseconds in a unit of the fraction of a second in *data*, the bytes behind *header*."""
    if header.variant.tick_varies and len(data) >= 8:
        (fraction,) = struct.unpack_from(">I" if header.big else "<I", data, 4)
        return NANOSECONDS if fraction >= 1_000_000 else MICROSECONDS
    return header.variant.tick


def record_header_of(header: PcapHeader, data: bytes) -> int:
    """Return the length of the record headers in *data*, the bytes behind *header*.

    Nokia's and two of the patched libpcaps changed the record without changing the magic number. The standard stands
    unless it breaks inside the first records while another layout holds for several.
    """
    standard, *others = header.variant.record_headers
    if _whole_records(header, data, standard) is not None:
        return standard
    for length in others:
        found = _whole_records(header, data, length, strict=True)
        if found is not None and found >= ENOUGH_RECORDS:
            return length
    return standard


def _whole_records(header: PcapHeader, data: bytes, record_header: int, *, strict: bool = False) -> int | None:
    """Count the whole records that begin *data*, a few at most; None if one of them cannot be true.

    *strict* also asks for frames that are not empty, and within a day: zeros look like records.
    """
    order = ">" if header.big else "<"
    pos = first = 0
    for count in range(TRIAL_RECORDS):
        if pos + record_header > len(data):
            return count
        seconds, fraction, caplen, wirelen = struct.unpack_from(order + "4I", data, pos)
        if header.lengths != IN_ORDER:
            caplen, wirelen = min(caplen, wirelen), max(caplen, wirelen)
        if seconds == header.magic and caplen == 0:
            return count  # the header of an appended file
        if caplen > min(wirelen, header.limit) or fraction * header.variant.tick >= 1_000_000_000:
            return None
        first = first or seconds
        if strict and (caplen == 0 or abs(seconds - first) > SECONDS_OF_A_DAY):
            return None
        pos += record_header + caplen
        if pos > len(data):
            return count
    return TRIAL_RECORDS

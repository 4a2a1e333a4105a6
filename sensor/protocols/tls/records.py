"""Follow the records of one direction from segment to segment, without reading what they carry.

For the few conversations whose outcome somebody wants to know: plain Python, one object a direction.
"""

from typing import NamedTuple

from sensor.protocols.tls.consts import MAX_RECORD, RECORD_CHANGE_CIPHER, RECORD_DATA, RECORD_HEADER
from sensor.wire.sequence import distance

LAST_MINOR = 4
"""Draft and real TLS 1.3 stay at 3 (RFC 8446 section 5.1); 4 was seen in the wild."""
MAX_STEPS = 4096
"""Records looked at in one segment: a jumbo segment of 64 KB holds no more that carry a byte each."""


class Record(NamedTuple):
    """One record, as its header tells it."""

    kind: int
    """RECORD_* of `sensor.protocols.tls.consts`."""
    length: int
    first: int
    """Its first byte: of a plain alert the level. -1 where the segment ends before it."""


class RecordWalk:
    """Where the next record of one direction begins, as far as that is known."""

    __slots__ = ("next", "part")

    def __init__(self) -> None:
        self.next: int | None = None
        """Sequence number of the next header; None where it is not known."""
        self.part = b""
        """The beginning of that header, where a segment ended inside it."""

    def records(self, seq: int, segment: bytes) -> list[Record]:
        """Return the records that begin in *segment*, whose first byte has sequence number *seq*.

        Behind a gap, and in what comes late, only a segment that begins with a record tells something.
        """
        ahead = 0 if self.next is None else distance(self.next, seq)
        if self.part and ahead == -len(self.part):
            segment = self.part + segment
            seq = (seq + ahead) & 0xFFFFFFFF
            ahead = 0
        elif ahead >= len(segment):  # inside a record, sent again, or late
            return walk(segment, 0)[0]
        found, stop = walk(segment, max(ahead, 0))
        if ahead >= 0 or found:
            self.go_on(seq, segment, stop)
        return found

    def go_on(self, seq: int, segment: bytes, stop: int) -> None:
        """Expect the next header at ``segment[stop]``, unless another one stands there already."""
        rest = segment[stop : stop + RECORD_HEADER]
        if len(rest) == RECORD_HEADER or (rest and not RECORD_CHANGE_CIPHER <= rest[0] <= RECORD_DATA):
            self.next = None
            self.part = b""
        else:
            self.next = (seq + stop) & 0xFFFFFFFF
            self.part = rest


def walk(segment: bytes, pos: int) -> tuple[list[Record], int]:
    """Return the records from *pos* on, and where the next begins, which may be past the end."""
    found: list[Record] = []
    size = len(segment)
    while pos + RECORD_HEADER <= size and len(found) < MAX_STEPS:
        kind = segment[pos]
        length = segment[pos + 3] << 8 | segment[pos + 4]
        if not RECORD_CHANGE_CIPHER <= kind <= RECORD_DATA or segment[pos + 1] != 3 or segment[pos + 2] > LAST_MINOR:
            break
        if length > MAX_RECORD or (length == 0 and kind != RECORD_DATA):
            break
        known = length > 0 and pos + RECORD_HEADER < size
        found.append(Record(kind, length, segment[pos + RECORD_HEADER] if known else -1))
        pos += RECORD_HEADER + length
    return found, pos

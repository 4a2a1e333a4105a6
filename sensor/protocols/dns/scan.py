"""Find the names in a DNS message, fast: no Python object is made here."""

from sensor.protocols.dns.consts import (
    HEADER_BYTES,
    MAX_QUESTIONS,
    MAX_RECORDS,
    MIN_QUESTION_BYTES,
    TYPE_CNAME,
    TYPE_DNAME,
    TYPES,
)
from sensor.wire.buffer import Buffer
from sensor.wire.name import Name

DNS_CUT = -1
"""The message ends too early."""
DNS_BAD = -2
"""Not a DNS message, or one that contradicts itself."""
DNS_END = 0
"""No more names."""

KNOWN_TYPES = bytes(1 if number in TYPES else 0 for number in range(1024))
QUERY_FLAGS = 0x0130
"""The bits that a query may carry besides the opcode: RD, AD, CD (RFC 1035 section 4.1.1, RFC 4035 section 3.2)."""


class DnsScan:
    """A cursor over the names of one message. Refilled, never kept.

    ``begin``, then ``question`` until it answers DNS_END, then ``alias`` likewise for the targets of CNAME and DNAME
    records. A positive answer means that ``name`` holds one.
    """

    def __init__(self) -> None:
        self.name = Name()
        self.empty: Buffer = b""
        self.data: Buffer = self.empty
        self.start = 0
        self.pos = 0
        self.end = 0
        self.flags = 0
        self.questions = 0
        self.answers = 0
        self.others = 0
        self.qtype = 0
        self.qclass = 0

    def begin(self, data: Buffer, pos: int, end: int) -> int:
        """Read the header of ``data[pos:end]``; return 1, or DNS_CUT."""
        if pos + HEADER_BYTES > end:
            return DNS_CUT
        self.data = data
        self.start = pos
        self.end = end
        self.flags = data[pos + 2] << 8 | data[pos + 3]
        self.questions = min(data[pos + 4] << 8 | data[pos + 5], MAX_QUESTIONS)
        self.answers = min(data[pos + 6] << 8 | data[pos + 7], MAX_RECORDS)
        self.others = (data[pos + 8] << 8 | data[pos + 9]) + (data[pos + 10] << 8 | data[pos + 11])
        self.pos = pos + HEADER_BYTES
        return 1

    def question(self) -> int:
        """Read the next question into ``name``, ``qtype`` and ``qclass``; DNS_END after the last."""
        if self.questions <= 0:
            return DNS_END
        self.questions -= 1
        pos = self.name.read_dns(self.data, self.pos, self.start, self.end)
        if pos < 0:
            self.questions = 0
            self.answers = 0
            return DNS_CUT if pos == -1 else DNS_BAD
        if pos + 4 > self.end:
            self.questions = 0
            self.answers = 0
            return DNS_CUT
        self.qtype = self.data[pos] << 8 | self.data[pos + 1]
        self.qclass = self.data[pos + 2] << 8 | self.data[pos + 3]
        self.pos = pos + 4
        return 1

    def alias(self) -> int:
        """Read the target of the next CNAME or DNAME among the answers into ``name``; DNS_END after the last."""
        while self.answers > 0:
            self.answers -= 1
            pos = self.skip_name(self.pos)
            if pos < 0 or pos + 10 > self.end:
                self.answers = 0
                return DNS_CUT
            kind = self.data[pos] << 8 | self.data[pos + 1]
            length = self.data[pos + 8] << 8 | self.data[pos + 9]
            self.pos = pos + 10 + length
            if kind in (TYPE_CNAME, TYPE_DNAME):
                if self.name.read_dns(self.data, pos + 10, self.start, self.end) < 0:
                    self.answers = 0
                    return DNS_BAD
                return 1
        return DNS_END

    def release(self) -> None:
        """Let the buffer go: one that is looked at cannot grow or shrink."""
        self.data = self.empty

    def skip_name(self, pos: int) -> int:
        """Return the position behind the name at *pos* without reading it, or DNS_CUT / DNS_BAD."""
        while pos < self.end:
            size = self.data[pos]
            if size == 0:
                return pos + 1
            if size >= 0xC0:
                return pos + 2
            if size > 63:
                return DNS_BAD
            pos += size + 1
        return DNS_CUT

    def looks_like(self, data: Buffer, pos: int, end: int) -> bool:
        """Tell by content alone: true for a message that holds together to its last byte.

        Strict, because it is asked about every datagram on every port: one question of a known type and class with a
        name that a host could have, flags that fit, and records that end where the message ends.
        """
        if end - pos < HEADER_BYTES + MIN_QUESTION_BYTES or data[pos + 4] != 0 or data[pos + 5] != 1:
            return False
        flags = data[pos + 2] << 8 | data[pos + 3]
        if flags & 0x7840:  # an opcode other than QUERY, or the reserved bit
            return False
        if not flags & 0x8000 and (
            flags & ~QUERY_FLAGS or data[pos + 6] or data[pos + 7] or data[pos + 8] or data[pos + 9]
        ):
            return False
        self.begin(data, pos, end)
        records = self.answers + self.others
        if records > MAX_RECORDS or self.question() != 1 or not self.name.plain or self.name.length == 0:
            return False
        if self.qtype >= 1024 or not KNOWN_TYPES[self.qtype] or self.qclass not in (1, 3, 255):
            return False
        return self.ends_after(records)

    def ends_after(self, records: int) -> bool:
        """True when exactly *records* resource records lie between the cursor and the end."""
        pos = self.pos
        for _ in range(records):
            pos = self.skip_name(pos)
            if pos < 0 or pos + 10 > self.end:
                return False
            pos += 10 + (self.data[pos + 8] << 8 | self.data[pos + 9])
        return pos == self.end

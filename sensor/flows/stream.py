"""Stream: one direction of a TCP conversation, put into order, as far as somebody still wants to read it.

Segments may come in any order, twice, or overlap. The first bytes that arrive for a place stay there (`sensor.flows.pieces`).
"""

from sensor.decode.packet import Packet
from sensor.flows.pieces import Pieces
from sensor.wire.buffer import Buffer
from sensor.wire.sequence import distance, wrapped

STREAM_BYTES = 64 * 1024
"""Bytes kept in order: four TLS records of 2**14 (RFC 8446 section 5.1), far above any real hello (2 KB with
post-quantum shares) or request head (browsers stop at 8 to 16 KB)."""
PENDING_BYTES = 64 * 1024
"""Bytes kept that wait for a gap: one receive window of the common 64 KB."""
PENDING_SEGMENTS = 64
"""The same as segments of 1 KB; a flood of one-byte segments ends here."""

STREAM_OK = 0
STREAM_FULL = 1
"""A limit was reached; the stream keeps what it has and takes no more."""


class Stream:
    """Bytes in order from ``base`` on in ``buffer``; later ones wait in ``pending``."""

    def __init__(self, base: int) -> None:
        self.base = wrapped(base)
        """Sequence number of the first byte of the buffer."""
        self.position = 0
        """The same place, counted from the beginning of the stream: it never wraps around."""
        self.buffer = bytearray()
        self.pending = Pieces()
        """Bytes that wait for a gap to close, by position."""
        self.state = 0
        """STATE_* of `sensor.flows.consts`: what the reader takes the bytes for."""
        self.read_to = 0
        """Bytes of the buffer that were looked at and made nothing whole."""
        self.origin: Packet | None = None
        """The packet that opened it, as far as an observation needs it."""

    def add(self, seq: int, data: Buffer, pos: int, end: int) -> int:
        """Add ``data[pos:end]`` that begins at sequence number *seq*; return STREAM_OK or STREAM_FULL."""
        after = self.position + len(self.buffer)
        start = self.position + distance(seq, self.base)
        if start < after:
            pos += after - start
            start = after
        if pos >= end:
            return STREAM_OK
        for at, part in self.pending.fresh(start, bytes(data[pos:end])):
            if self.take(at, part) == STREAM_FULL:
                return STREAM_FULL
        return STREAM_OK

    def take(self, start: int, part: bytes) -> int:
        """Take bytes that are not there yet: into the buffer where they continue it, else to those that wait."""
        if start == self.position + len(self.buffer):
            if len(self.buffer) + len(part) > STREAM_BYTES:
                return STREAM_FULL
            self.buffer += part
            self.close_gaps()
        elif self.pending.held + len(part) > PENDING_BYTES or len(self.pending) >= PENDING_SEGMENTS:
            return STREAM_FULL
        else:
            self.pending.put(start, part)
        return STREAM_OK

    def close_gaps(self) -> None:
        """Move what waits and now fits behind the buffer; drop what is older than it."""
        while self.pending:
            start, part = self.pending.parts[0]
            behind = self.position + len(self.buffer) - start
            if behind < 0 or len(self.buffer) + len(part) - behind > STREAM_BYTES:
                return  # it waits on: for a gap to close, or for room
            self.buffer += self.pending.pop_first()[behind:]

    def consume(self, count: int) -> None:
        """Take *count* bytes off the front; more than are there skips bytes that are yet to come."""
        self.base = wrapped(self.base + count)
        self.position += count
        del self.buffer[:count]
        self.close_gaps()

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.buffer) + self.pending.held

"""Stream: one direction of a TCP conversation, put into order, as far as somebody still wants to read it.

Segments may come in any order, twice, or overlap. The first bytes that arrive for a place stay there (`sensor.flows.pieces`).
"""

from sensor.decode.packet import Packet
from sensor.flows.consts import PENDING_BYTES, PENDING_SEGMENTS, STREAM_BYTES, STREAM_FULL, STREAM_OK
from sensor.flows.pieces import Pieces
from sensor.wire.buffer import Buffer
from sensor.wire.copy import copied
from sensor.wire.sequence import distance, wrapped


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
        whole = copied(data, pos, end)
        if start == after and not self.pending.parts:  # in order, as nearly all come
            return self.take(start, whole)
        for at, part in self.pending.fresh(start, whole):
            if self.take(at, part) == STREAM_FULL:
                return STREAM_FULL
        return STREAM_OK

    def take(self, start: int, part: bytes) -> int:
        """Take bytes that are not there yet: into the buffer where they continue it, else to those that wait."""
        if start == self.position + len(self.buffer):
            if len(self.buffer) + len(part) > STREAM_BYTES:
                return STREAM_FULL
            self.buffer += part
            if self.pending.parts:
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

    def held(self) -> int:
        """Bytes in the buffer and behind gaps."""
        return len(self.buffer) + self.pending.held

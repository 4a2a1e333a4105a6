"""Stream: one direction of a TCP conversation, put into order, as far as somebody still wants to read it.

Segments may come in any order, twice, or overlap. The first bytes that arrive for a place stay there: a later copy that
differs is a trick, and counting on the receiver to choose the later one would be a guess.
"""

from sensor.decode.packet import Packet
from sensor.wire.buffer import Buffer

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


def distance(seq: int, base: int) -> int:
    """Signed difference of two sequence numbers, modulo 2**32 (RFC 1982)."""
    value = (seq - base) & 0xFFFFFFFF
    return value - 0x100000000 if value & 0x80000000 else value


class Stream:
    """Bytes in order from ``base`` on in ``buffer``; later ones wait in ``pending``."""

    def __init__(self, base: int) -> None:
        self.base = base & 0xFFFFFFFF
        self.buffer = bytearray()
        self.pending: list[tuple[int, bytes]] = []
        """(sequence number, bytes) that wait for a gap to close, in order of arrival."""
        self.pending_bytes = 0
        self.state = 0
        """STATE_* of `sensor.flows.consts`: what the reader takes the bytes for."""
        self.read_to = 0
        """Bytes of the buffer that were looked at and made nothing whole."""
        self.origin: Packet | None = None
        """The packet that opened it, as far as an observation needs it."""

    def add(self, seq: int, data: Buffer, pos: int, end: int) -> int:
        """Add ``data[pos:end]`` that begins at sequence number *seq*; return STREAM_OK or STREAM_FULL."""
        after = len(self.buffer)
        ahead = distance(seq, self.base) - after
        if ahead > 0:
            return self.keep(seq, bytes(data[pos:end]))
        if pos - ahead < end:
            if after + end - (pos - ahead) > STREAM_BYTES:
                return STREAM_FULL
            self.buffer += bytes(data[pos - ahead : end])
            if self.pending:
                self.close_gaps()
        return STREAM_OK

    def keep(self, seq: int, piece: bytes) -> int:
        """Keep a segment that lies ahead."""
        if self.pending_bytes + len(piece) > PENDING_BYTES or len(self.pending) >= PENDING_SEGMENTS:
            return STREAM_FULL
        self.pending.append((seq, piece))
        self.pending_bytes += len(piece)
        return STREAM_OK

    def close_gaps(self) -> None:
        """Move what waits and now fits behind the buffer; drop what is older than it."""
        moved = True
        while moved and self.pending:
            moved = False
            waiting = self.pending
            self.pending = []
            for seq, piece in waiting:
                ahead = distance(seq, self.base) - len(self.buffer)
                if ahead > 0:
                    self.pending.append((seq, piece))
                    continue
                self.pending_bytes -= len(piece)
                fresh = piece[-ahead:] if ahead else piece
                if fresh:
                    self.buffer += fresh[: max(0, STREAM_BYTES - len(self.buffer))]
                    moved = True

    def consume(self, count: int) -> None:
        """Take *count* bytes off the front; more than are there skips bytes that are yet to come."""
        self.base = (self.base + count) & 0xFFFFFFFF
        if count >= len(self.buffer):
            rest = bytes(self.buffer[count:])
            self.buffer = bytearray(rest)
            self.close_gaps()
        else:
            del self.buffer[:count]

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.buffer) + self.pending_bytes

"""Window: the part of an input that is in memory, moving forward only."""

from sensor.capture.errors import DamagedStream, reason_of
from sensor.capture.limits import CHUNK
from sensor.capture.stream import Stream


class Window:
    """Bytes ``data[pos:end]`` of an input; what stands before ``pos`` is done with.

    One buffer is refilled over and over. It is replaced by a larger one only for a record that does not fit, whose
    length the caller has checked against its limit.
    """

    def __init__(self, stream: Stream, *, chunk: int = CHUNK, limit: int | None = None) -> None:
        """Read *stream* in pieces of *chunk* bytes, and no further than *limit* bytes if that is given."""
        self._stream = stream
        self._limit = limit
        self.data = bytearray(chunk)
        self.pos = 0
        self.end = 0
        self.base = 0
        self.ended = False
        self.problem: str | None = None
        """Why the input ended before its end, if it did."""

    @property
    def offset(self) -> int:
        """Offset of ``pos`` in the input, after decompression."""
        return self.base + self.pos

    @property
    def left(self) -> int:
        """Number of bytes in memory from ``pos``."""
        return self.end - self.pos

    def fill(self, need: int) -> bool:
        """Bring *need* bytes from ``pos`` into memory; False when the input ends before them. Moves the data."""
        while self.left < need:
            if self.ended:
                return False
            self._make_room(need)
            self._read()
        return True

    def take(self, count: int) -> bytes:
        """Return *count* bytes that are in memory, and step over them."""
        piece = bytes(self.data[self.pos : self.pos + count])
        self.pos += count
        return piece

    def _make_room(self, need: int) -> None:
        tail = self.data[self.pos : self.end]
        if need > len(self.data):
            self.data = bytearray(need + len(self.data))
        self.data[: len(tail)] = tail
        self.base += self.pos
        self.pos, self.end = 0, len(tail)

    def _read(self) -> None:
        try:
            with memoryview(self.data) as view:
                count = self._stream.readinto(view[self.end :])
        except OSError as error:
            self._stop(f"reading failed: {reason_of(error)}")
            return
        except DamagedStream as error:
            self._stop(str(error))
            return
        self.end += count
        if count == 0 or (self._limit is not None and self.base + self.end >= self._limit):
            self.ended = True

    def _stop(self, problem: str) -> None:
        self.ended = True
        self.problem = problem

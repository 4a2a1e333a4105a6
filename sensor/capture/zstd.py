"""Zstandard (RFC 8878), by the package zstandard, which is handed in: it is installed on request."""

import re
from typing import Any

from sensor.capture.errors import DamagedStream
from sensor.capture.limits import MAX_DECODER_MEMORY
from sensor.capture.stream import Stream

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
"""RFC 8878 section 3.1.1."""
SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""RFC 8878 section 3.1.2: a frame of data for others, as pzstd writes them."""

READ_STEP = 1 << 17
"""Bytes asked for at a time, one block (RFC 8878 section 3.1.1.2.4): at most so much is lost before a corrupt place."""

DICTIONARY_BYTES = (0, 1, 2, 4)
CONTENT_BYTES = (0, 2, 4, 8)
"""Widths of the optional header fields by their two-bit codes (RFC 8878 section 3.1.1.1.1)."""


class FrameTracker:
    """Follows the framing of compressed bytes to tell whether they end between two frames.

    The package's reader gives no sign of a stream that is cut. The tracker only adds up lengths; it judges nothing.
    """

    def __init__(self) -> None:
        self._step = self._magic
        self._missing = 4
        self._have = b""
        self._skip = 0
        self._checksum = 0
        self.between_frames = True

    def feed(self, data: bytes) -> None:
        """Follow *data*, the next bytes of the stream."""
        at = 0
        while at < len(data):
            if self._skip:
                jump = min(self._skip, len(data) - at)
                self._skip -= jump
                at += jump
            else:
                piece = data[at : at + self._missing - len(self._have)]
                self._have += piece
                at += len(piece)
                if len(self._have) == self._missing:
                    have, self._have = self._have, b""
                    self._step(have)
            self.between_frames = not self._skip and not self._have and self._step == self._magic

    def _next(self, step: Any, count: int) -> None:
        self._step, self._missing = step, count

    def _magic(self, have: bytes) -> None:
        if SKIPPABLE.match(have):
            self._next(self._skippable, 4)
        else:
            self._next(self._descriptor, 1)

    def _skippable(self, have: bytes) -> None:
        self._skip = int.from_bytes(have, "little")
        self._next(self._magic, 4)

    def _descriptor(self, have: bytes) -> None:
        flags = have[0]
        single = flags >> 5 & 1
        content = CONTENT_BYTES[flags >> 6] or single
        self._checksum = 4 * (flags >> 2 & 1)
        self._skip = (1 - single) + DICTIONARY_BYTES[flags & 3] + content
        self._next(self._block, 3)

    def _block(self, have: bytes) -> None:
        header = int.from_bytes(have, "little")
        repeated = header >> 1 & 3 == 1
        self._skip = 1 if repeated else header >> 3
        if header & 1:
            self._skip += self._checksum
            self._next(self._magic, 4)


class ZstdStream:
    """The content of zstd frames, one after the other."""

    def __init__(self, source: Stream, package: Any) -> None:
        self._source = source
        self._tracker = FrameTracker()
        self._error = package.ZstdError
        decompressor = package.ZstdDecompressor(max_window_size=1 << MAX_DECODER_MEMORY.bit_length() - 1)
        self._reader = decompressor.stream_reader(self, read_across_frames=True)

    def read(self, count: int) -> bytes:
        """Return the next compressed bytes: the reader's view of the source."""
        buffer = bytearray(count)
        data = bytes(buffer[: self._source.readinto(memoryview(buffer))])
        self._tracker.feed(data)
        return data

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes of content in *view* and return their number, 0 at the end; raises DamagedStream."""
        try:
            count: int = self._reader.readinto(view[:READ_STEP])
        except self._error as error:
            raise DamagedStream(f"the zstd data is corrupt ({error})") from None
        if count == 0 and not self._tracker.between_frames:
            raise DamagedStream("the zstd data ends in the middle")
        return count

    def position(self) -> tuple[int, int | None]:
        """Return how much of the compressed input is consumed, and its length."""
        return self._source.position()

    def close(self) -> None:
        """Close the source."""
        self._source.close()

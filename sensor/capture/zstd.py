"""Zstandard (RFC 8878), by the package zstandard, which is handed in: it is installed on request.

The package either gives no bound for what a call returns or does not tell a stream that is cut. So the framing is followed
here, and each block, of at most 128 KiB, is given to it alone.
"""

import re
from collections.abc import Callable
from typing import Any

from sensor.capture.limits import MAX_DECODER_MEMORY

ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
"""RFC 8878 section 3.1.1."""
SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18")
"""RFC 8878 section 3.1.2: a frame of data for others, as pzstd writes them."""

DICTIONARY_BYTES = (0, 1, 2, 4)
CONTENT_BYTES = (0, 2, 4, 8)
"""Widths of the optional header fields by their two-bit codes (RFC 8878 section 3.1.1.1.1)."""


class FrameTracker:
    """Follows the framing of one frame. It only adds up lengths; it judges nothing."""

    def __init__(self) -> None:
        self._step: Callable[[bytes], None] = self._magic
        self._missing = 4
        self._have = b""
        self._skip = 0
        self._checksum = 0
        self._last = False
        self.skippable = False

    @property
    def done(self) -> bool:
        """True behind the last byte of the frame."""
        return self._last and not self._skip

    def advance(self, data: bytes, at: int) -> int:
        """Return the end of the next part of the frame in *data* from *at*: of a header, of a block; or where data ends."""
        if not self._skip and not self._last:
            piece = data[at : at + self._missing - len(self._have)]
            self._have += piece
            at += len(piece)
            if len(self._have) < self._missing:
                return at
            have, self._have = self._have, b""
            self._step(have)
        jump = min(self._skip, len(data) - at)
        self._skip -= jump
        return at + jump

    def _next(self, step: Callable[[bytes], None], count: int) -> None:
        self._step, self._missing = step, count

    def _magic(self, have: bytes) -> None:
        self.skippable = SKIPPABLE.match(have) is not None
        if self.skippable:
            self._next(self._length, 4)
        else:
            self._next(self._descriptor, 1)

    def _length(self, have: bytes) -> None:
        self._skip = int.from_bytes(have, "little")
        self._last = True

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
            self._last = True


class ZstdMember:
    """A zstd frame, with the interface that the decompressors of the standard library have."""

    def __init__(self, package: Any) -> None:
        window = 1 << MAX_DECODER_MEMORY.bit_length() - 1
        self._decompressor = package.ZstdDecompressor(max_window_size=window).decompressobj()
        self._tracker = FrameTracker()
        self._data = b""
        self._at = 0
        self._content = memoryview(b"")

    @property
    def eof(self) -> bool:
        """True when the frame is at its end."""
        return self._tracker.done and not self._content

    @property
    def unused_data(self) -> bytes:
        """What was given behind the end."""
        return self._data[self._at :] if self.eof else b""

    @property
    def needs_input(self) -> bool:
        """True when no more content comes without more data."""
        return not self._content and self._at == len(self._data) and not self._tracker.done

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most *max_length* more bytes of content; raises the package's error where the data is corrupt."""
        if data:
            self._data = self._data[self._at :] + data
            self._at = 0
        if not self._content:
            self._content = memoryview(self._part())
        content = bytes(self._content[:max_length])
        self._content = self._content[max_length:]
        return content

    def _part(self) -> bytes:
        """Return the content of the next part of the frame, which is none for a header or the beginning of a block."""
        start, self._at = self._at, self._tracker.advance(self._data, self._at)
        if self._tracker.skippable:
            return b""
        content: bytes = self._decompressor.decompress(self._data[start : self._at])
        return content

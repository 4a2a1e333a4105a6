"""Decompression, told by the first bytes and never by the name; members that follow one another are one stream.

A stream that ends early or is corrupt hands out what could be decompressed and raises DamagedStream after it.
"""

import bz2
import importlib
import lzma
import zlib
from collections.abc import Callable
from typing import Any, Protocol

from sensor.capture.errors import DamagedStream, InputError
from sensor.capture.limits import INPUT_PIECE, MAX_DECODER_MEMORY, MAX_LAYERS
from sensor.capture.stream import PeekStream, Stream
from sensor.capture.zstd import SKIPPABLE, ZSTD_MAGIC, ZstdMember

GZIP_MAGIC = b"\x1f\x8b\x08"
"""RFC 1952 section 2.3.1, and the only method there is: deflate."""
XZ_MAGIC = b"\xfd7zXZ\x00"
"""The .xz File Format, section 2.1.1.1."""
LZ4_MAGIC = b"\x04\x22\x4d\x18"
"""LZ4 Frame Format, general structure."""
BZIP2_MAGIC = b"BZh"
"""Followed by the block size, 1 to 9 in ASCII."""

PEEK = 8
"""Bytes that tell a compression; fewer than the header of any capture, so that looking never waits for a live pipe."""


class Member(Protocol):
    """One compressed member being undone: the interface of the decompressors of bz2, lzma and lz4."""

    @property
    def eof(self) -> bool:
        """True when the member is at its end."""

    @property
    def needs_input(self) -> bool:
        """True when no more content comes without more data."""

    @property
    def unused_data(self) -> bytes | None:
        """What was given behind the end."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most *max_length* more bytes of content."""


class GzipMember:
    """A gzip member (RFC 1952), with the interface that the other decompressors have."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)
        self._tail = b""
        self._rescued = b""
        self._error: zlib.error | None = None
        self._full = False

    @property
    def eof(self) -> bool:
        """True when the member is at its end, its checksum verified."""
        return self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        """What was given behind the end."""
        return self._inflate.unused_data

    @property
    def needs_input(self) -> bool:
        """True when no more content comes without more data."""
        return not (self._tail or self._full or self._rescued or self._error or self.eof)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Return at most *max_length* more bytes of content, to the last one before damage; raises zlib.error at it."""
        if self._error:
            return self._what_was_rescued(max_length)
        data = self._tail + data
        before = self._inflate.copy()
        try:
            content = self._inflate.decompress(data, max_length)
        except zlib.error as error:
            self._error = error
            self._rescued = rescue(before, data)
            return self._what_was_rescued(max_length)
        self._tail = self._inflate.unconsumed_tail
        self._full = len(content) == max_length
        return content

    def _what_was_rescued(self, max_length: int) -> bytes:
        content, self._rescued = self._rescued[:max_length], self._rescued[max_length:]
        if not content and self._error:
            raise self._error
        return content


def rescue(inflate: "zlib._Decompress", data: bytes) -> bytes:
    """Return what *data* gives before the place that zlib refuses: a failed call keeps its output to itself."""
    content = bytearray()
    try:
        for at in range(len(data)):
            content += inflate.decompress(data[at : at + 1])
    except zlib.error:
        pass
    return bytes(content)


class MemberStream:
    """The content of compressed members, one after the other."""

    def __init__(self, source: Stream, name: str, new_member: Callable[[], Member], *errors: type[Exception]) -> None:
        """Undo members of *source*; besides what the standard library raises, *errors* tell of corrupt data."""
        self._source = source
        self._name = name
        self._new_member = new_member
        self._member = new_member()
        self._buffer = bytearray(INPUT_PIECE)
        self._errors: tuple[type[Exception], ...] = (
            zlib.error,
            lzma.LZMAError,
            OSError,
            EOFError,
            ValueError,
            RuntimeError,
            MemoryError,
            *errors,
        )

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes of content in *view* and return their number, 0 at the end; raises DamagedStream."""
        while True:
            data = b""
            if self._member.eof:
                data = self._between_members()
                if not data:
                    return 0
            elif self._member.needs_input:
                data = self._read()
                if not data:
                    raise DamagedStream(f"the {self._name} data ends in the middle")
            content = self._decompress(data, len(view))
            if content:
                view[: len(content)] = content
                return len(content)

    def position(self) -> tuple[int, int | None]:
        """Return how much of the compressed input is consumed, and its length."""
        return self._source.position()

    def close(self) -> None:
        """Close the source."""
        self._source.close()

    def _read(self) -> bytes:
        with memoryview(self._buffer) as view:
            return bytes(view[: self._source.readinto(view)])

    def _decompress(self, data: bytes, room: int) -> bytes:
        try:
            return self._member.decompress(data, room)
        except self._errors as error:
            raise DamagedStream(f"the {self._name} data is corrupt ({error})") from None

    def _between_members(self) -> bytes:
        """Return the start of the next member, having made ready for it; nothing at the end. Zeros between are padding."""
        data = (self._member.unused_data or b"").lstrip(b"\x00")
        while not data:
            data = self._read()
            if not data:
                return b""
            data = data.lstrip(b"\x00")
        self._member = self._new_member()
        return data


def undo(path: str, stream: Stream) -> PeekStream:
    """Return *stream* with the compression that it is in taken off; raises InputError where that cannot be done."""
    for _ in range(MAX_LAYERS):
        peek = PeekStream(stream)
        inner = _decompressor(path, peek, peek.peek(PEEK))
        if inner is None:
            return peek
        stream = inner
    peek = PeekStream(stream)
    if _decompressor(path, peek, peek.peek(PEEK)) is not None:
        raise InputError(path, f"compressed more than {MAX_LAYERS} times over")
    return peek


def _decompressor(path: str, source: Stream, head: bytes) -> Stream | None:
    if head.startswith(GZIP_MAGIC):
        return MemberStream(source, "gzip", GzipMember)
    if head.startswith(BZIP2_MAGIC) and head[3:4] in b"123456789" and len(head) > 3:
        return MemberStream(source, "bzip2", bz2.BZ2Decompressor)
    if head.startswith(XZ_MAGIC):
        return MemberStream(source, "xz", lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_DECODER_MEMORY))
    if head.startswith(LZ4_MAGIC):
        frame = _package(path, "lz4.frame", "lz4")
        return MemberStream(source, "lz4", frame.LZ4FrameDecompressor)
    if head.startswith(ZSTD_MAGIC) or SKIPPABLE.match(head):
        zstandard = _package(path, "zstandard", "zstandard")
        return MemberStream(source, "zstd", lambda: ZstdMember(zstandard), zstandard.ZstdError)
    return None


def _package(path: str, module: str, package: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        raise InputError(path, f"compressed; install the Python package {package} to read it") from None

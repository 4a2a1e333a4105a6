"""Byte streams: where the bytes of an input come from, before anything is known about their meaning."""

import contextlib
import errno
import io
import os
import stat
import sys
from typing import Protocol

from sensor.capture.errors import DamagedStream, InputError, reason_of

STANDARD_INPUT = "-"


class Stream(Protocol):
    """Bytes in order. Not seekable: a pipe is as good as a file."""

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes in *view* and return their number, 0 at the end; raises OSError or DamagedStream."""

    def position(self) -> tuple[int, int | None]:
        """Return how many bytes of the input are consumed, and how many it has (None: not known beforehand)."""

    def close(self) -> None:
        """Give back what the stream holds."""


class FileStream:
    """The bytes of an open file or pipe."""

    def __init__(self, file: io.FileIO, total: int | None) -> None:
        self._file = file
        self._consumed = 0
        self._total = total

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes in *view* and return their number, 0 at the end; raises OSError."""
        count = self._file.readinto(view) or 0
        self._consumed += count
        return count

    def position(self) -> tuple[int, int | None]:
        """Return how many bytes of the input are consumed, and how many it has."""
        return self._consumed, None if self._total is None else max(self._total, self._consumed)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class PeekStream:
    """A stream whose first bytes can be looked at before they are read."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._head = b""
        self._error: OSError | DamagedStream | None = None

    def peek(self, count: int) -> bytes:
        """Return the next *count* bytes, fewer where the stream ends or fails: who reads on meets the failure."""
        while len(self._head) < count and not self._error:
            piece = bytearray(count - len(self._head))
            try:
                got = self._stream.readinto(memoryview(piece))
            except (OSError, DamagedStream) as error:
                self._error = error
                break
            if not got:
                break
            self._head += piece[:got]
        return self._head[:count]

    def readinto(self, view: memoryview) -> int:
        """Put the next bytes in *view* and return their number, 0 at the end; raises OSError or DamagedStream."""
        if not self._head:
            if self._error:
                raise self._error
            return self._stream.readinto(view)
        count = min(len(view), len(self._head))
        view[:count] = self._head[:count]
        self._head = self._head[count:]
        return count

    def position(self) -> tuple[int, int | None]:
        """Return how many bytes of the input are consumed, and how many it has."""
        return self._stream.position()

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()


def open_stream(path: str) -> FileStream:
    """Open *path* (``-``: standard input) for reading in order; raises InputError."""
    try:
        if path == STANDARD_INPUT:
            return _standard_input()
        return _file(path)
    except OSError as error:
        raise InputError(path, reason_of(error)) from None
    except ValueError:
        raise InputError(path, "a path cannot hold a zero byte") from None


def _standard_input() -> FileStream:
    if sys.stdin is not None and sys.stdin.isatty():
        raise InputError(STANDARD_INPUT, "standard input is a terminal; pipe a capture into it")
    return FileStream(io.FileIO(os.dup(0)), None)


def _file(path: str) -> FileStream:
    file = io.FileIO(path)
    try:
        status = os.fstat(file.fileno())
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        regular = stat.S_ISREG(status.st_mode)
        if regular and hasattr(os, "posix_fadvise"):
            with contextlib.suppress(OSError):  # advice only
                os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_SEQUENTIAL)
    except BaseException:
        file.close()
        raise
    return FileStream(file, status.st_size if regular else None)

"""Lines to a file: appended whole or not at all, rotated by size and time, opened anew when somebody moved it away."""

import contextlib
import os
import stat
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

MODE = 0o640
"""Alerts name people's machines: for the sensor's user and its group."""
SECOND = 1_000_000_000


class At(NamedTuple):
    """A place in a file, which keeps it when the file is renamed."""

    device: int
    inode: int
    offset: int


class LineFile:
    """One file that lines are appended to. Every method that touches the disk raises OSError, and may be tried again.

    *max_bytes* and *seconds* (0: never) say when a new one is begun, *keep* how many finished ones stay (0: all).
    """

    def __init__(self, path: str, *, max_bytes: int = 0, seconds: int = 0, keep: int = 0) -> None:
        self.path = path
        self.max_bytes = max_bytes
        self.seconds = seconds
        self.keep = keep
        self._fd = -1
        self._began = 0

    def open(self, now: int) -> None:
        """Open the file if it is not, or is no longer the one at its path; *now* is of a clock that only goes forward."""
        if self._fd >= 0 and self._moved():
            self.close()
        if self._fd < 0:
            fd = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, MODE)
            if not stat.S_ISREG(os.fstat(fd).st_mode):
                os.close(fd)
                raise OSError(0, "not a plain file", self.path)
            self._fd = fd
            self._began = now

    def _moved(self) -> bool:
        try:
            there = os.stat(self.path)
        except OSError:
            return True
        own = os.fstat(self._fd)
        return (there.st_dev, there.st_ino) != (own.st_dev, own.st_ino)

    def at(self) -> At:
        """Return where the next line will stand."""
        found = os.fstat(self._fd)
        return At(found.st_dev, found.st_ino, found.st_size)

    def append(self, data: bytes) -> None:
        """Append *data*; when the disk takes only a part of it, the part is taken back."""
        before = os.fstat(self._fd).st_size
        try:
            written = 0
            while written < len(data):
                written += os.write(self._fd, data[written:])
        except OSError:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, before)
            raise

    def sync(self) -> None:
        """Wait until the disk has everything."""
        os.fsync(self._fd)

    def rotate(self, now: int, wall: int) -> bool:
        """Begin a new file if this one is big or old enough; return whether it was.

        The finished one is called after *wall*, nanoseconds since the epoch.
        """
        size = os.fstat(self._fd).st_size
        old = self.seconds and now - self._began >= self.seconds * SECOND
        if not size or not (old or (self.max_bytes and size >= self.max_bytes)):
            return False
        os.rename(self.path, self._free_name(wall))
        self.close()
        self.open(now)
        self._remove_old()
        return True

    def _free_name(self, wall: int) -> str:
        """Return a name behind all others, also of this second, whose first may be gone again."""
        name = f"{self.path}.{datetime.fromtimestamp(wall // SECOND, UTC):%Y%m%dT%H%M%SZ}"
        taken = [path.removeprefix(name) for path in rotated(self.path) if path.startswith(name)]
        return f"{name}-{max(int(one[1:] or 0) for one in taken) + 1}" if taken else name

    def _remove_old(self) -> None:
        finished = rotated(self.path)
        for path in finished[: max(0, len(finished) - self.keep)] if self.keep else ():
            os.unlink(path)

    def close(self) -> None:
        """Let go of the file."""
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1


def rotated(path: str) -> list[str]:
    """Return the files that `LineFile.rotate` made of *path*, the oldest first; others beside it are not touched."""
    folder, base = os.path.split(path)
    prefix = base + "."
    found = []
    for name in os.listdir(folder or "."):
        stamp, _, number = name.removeprefix(prefix).partition("-")
        if name.startswith(prefix) and _is_stamp(stamp) and (not number or number.isdecimal()):
            found.append((stamp, int(number or 0), os.path.join(folder, name)))
    return [path for _, _, path in sorted(found)]


def _is_stamp(text: str) -> bool:
    return len(text) == 16 and text[8] == "T" and text[15] == "Z" and (text[:8] + text[9:15]).isdecimal()


def arrived(path: str, at: At, lines: Sequence[bytes]) -> int:
    """Return how many of *lines* stand at *at*, in order, after an end in the middle of writing; a torn one is cut off.

    The file may have been renamed beside *path* since. One that is not found any more has none of them.
    """
    for candidate in _candidates(path):
        with contextlib.suppress(OSError):
            found = os.stat(candidate)
            if (found.st_dev, found.st_ino) == (at.device, at.inode):
                return _compare(candidate, at.offset, lines)
    return 0


def _candidates(path: str) -> list[str]:
    folder, base = os.path.split(path)
    with contextlib.suppress(OSError):
        return [path, *(os.path.join(folder, name) for name in os.listdir(folder or ".") if name.startswith(base))]
    return [path]


def _compare(path: str, offset: int, lines: Sequence[bytes]) -> int:
    whole = 0
    with open(path, "r+b") as file:
        file.seek(offset)
        for line in lines:
            start = file.tell()
            found = file.read(len(line))
            if found != line:
                if found and line.startswith(found):
                    file.truncate(start)
                break
            whole += 1
    return whole

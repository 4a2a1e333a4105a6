"""Notices that files were written to: looked at now and then, which serves on every file system, network ones too."""

import os
from collections.abc import Iterable, Iterator

SECOND = 1_000_000_000
INTERVAL = 5 * SECOND
"""Between two looks."""
SETTLED = 2 * SECOND
"""Between two looks at what changed: it is told when it looks the same twice, so that a half-written file is not read."""
MAX_FILES = 10_000
"""Files looked at; packs that ship are dozens."""

Print = tuple[tuple[str, int, int, int], ...]


class Files:
    """Files and folders that are watched."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = tuple(paths)
        self._known = fingerprint(self.paths)
        self._seen = self._known
        self._next = 0

    def changed(self, now: int) -> bool:
        """True once after they changed and stayed as they are; *now* is of a clock that only goes forward."""
        if now < self._next:
            return False
        found = fingerprint(self.paths)
        settled = found == self._seen
        self._next = now + (INTERVAL if settled else SETTLED)
        self._seen = found
        if not settled or found == self._known:
            return False
        self._known = found
        return True

    def read(self) -> None:
        """They are being read now: only what changes after this is news."""
        self._known = self._seen = fingerprint(self.paths)


def fingerprint(paths: Iterable[str]) -> Print:
    """Return name, size, time and inode of all files below *paths*."""
    return tuple(sorted(found for _, found in zip(range(MAX_FILES), walk(paths), strict=False)))


def walk(paths: Iterable[str]) -> Iterator[tuple[str, int, int, int]]:
    """Yield them one by one; one that is not there is nothing, and news when it comes."""
    for path in paths:
        names = [path]
        if os.path.isdir(path):
            names = [os.path.join(folder, name) for folder, _, files in os.walk(path) for name in files]
        for name in names:
            try:
                found = os.stat(name)
            except OSError:
                continue
            yield name, found.st_size, found.st_mtime_ns, found.st_ino

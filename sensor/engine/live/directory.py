"""A directory that captures are rotated into: which files are complete, and which of them were not read yet.

tcpdump -G, Suricata's pcap-log and Arkime write a file until they begin the next; Stenographer writes under a name that
begins with a dot and renames at the end. So a file is complete when it has stopped growing and a newer one stands beside
it, or when nothing has happened to it for long.
"""

import errno
import hashlib
import os
import stat
from typing import NamedTuple

from sensor.capture.inputs import probe_first_time
from sensor.engine.live.messages import FileState

HEAD_BYTES = 4096
"""Bytes that tell a file from another one: the first frames with their times are among them."""
MAX_FILES = 100_000
"""Files looked at in one round; a directory that holds more is searched in the order of its names as far as that."""


class Found(NamedTuple):
    """A complete file that is to be read."""

    path: str
    inode: int
    size: int
    digest: str
    first: int
    """Time of its first frame."""


class Look(NamedTuple):
    """What a file looked like."""

    inode: int
    size: int
    changed: int
    """Time of its last change, nanoseconds."""


class InMemory:
    """Remembers files until the program ends."""

    def __init__(self) -> None:
        self.known: set[tuple[int, int, str]] = set()

    def taken(self, name: str, inode: int, size: int, digest: str) -> bool:  # noqa: ARG002 - rotation renames
        """True when this file was read to its end."""
        return (inode, size, digest) in self.known

    def take(self, name: str, inode: int, size: int, digest: str) -> None:  # noqa: ARG002 - rotation renames
        """Remember that it was."""
        self.known.add((inode, size, digest))


class Directory:
    """Looks through a directory again and again."""

    def __init__(self, path: str, state: FileState, settled: float) -> None:
        self.path = path
        self.state = state
        self.settled = int(settled * 1e9)
        self.before: dict[str, Look] = {}
        self.passed: dict[str, Look] = {}
        """Files that were taken, or are no captures, as they looked then."""
        self.refused: dict[str, str] = {}
        """Files and folders below that cannot be read, and why, as of the last look."""

    def look(self, now: int) -> list[Found]:
        """Return the files that are complete at time *now* and not read yet, in the order of their first frames."""
        self.refused = {}
        looks = self._looks()
        newest: dict[str, int] = {}
        for path, look in looks.items():
            folder = os.path.dirname(path)
            newest[folder] = max(newest.get(folder, 0), look.changed)
        found = [
            one
            for path, look in looks.items()
            if self.passed.get(path) != look
            and self.before.get(path) == look
            and (look.changed < newest[os.path.dirname(path)] or now - look.changed >= self.settled)
            and (one := self._find(path, look)) is not None
        ]
        self.before = looks
        self.passed = {path: look for path, look in self.passed.items() if path in looks}
        return sorted(found, key=lambda one: (one.first, one.path))

    def done(self, file: Found) -> None:
        """Everything in *file* was told."""
        self.state.take(os.path.basename(file.path), file.inode, file.size, file.digest)

    def _looks(self) -> dict[str, Look]:
        looks: dict[str, Look] = {}
        for folder, folders, names in os.walk(self.path, onerror=self._refuse):
            folders.sort()
            for name in sorted(names):
                path = os.path.join(folder, name)
                status = None if name.startswith(".") else status_of(path)
                if status is not None and stat.S_ISREG(status.st_mode) and status.st_size:
                    looks[path] = Look(status.st_ino, status.st_size, status.st_mtime_ns)
                if len(looks) >= MAX_FILES:
                    return looks
        return looks

    def _find(self, path: str, look: Look) -> Found | None:
        """Return the file if it is a capture that was not taken yet; it is not looked at again while it stays as it is."""
        try:
            digest = digest_of(path)
        except OSError as error:
            self._refuse(error)
            return None
        self.passed[path] = look
        if self.state.taken(os.path.basename(path), look.inode, look.size, digest):
            return None
        first = probe_first_time(path)
        return None if first is None else Found(path, look.inode, look.size, digest, first)

    def _refuse(self, error: OSError) -> None:
        """Note what cannot be read, unless it went away; it is tried again with the next look."""
        if error.errno != errno.ENOENT and error.filename != self.path:
            self.refused[str(error.filename)] = error.strerror or str(error)

    @property
    def trouble(self) -> str:
        """Why nothing can be read, in a sentence; empty while something can."""
        if not os.path.isdir(self.path):
            return f"{self.path}: there is no such folder"
        return "" if os.access(self.path, os.R_OK | os.X_OK) else f"{self.path}: it cannot be read by this user"


def status_of(path: str) -> os.stat_result | None:
    """Return what the file is, None where it went away."""
    try:
        return os.stat(path)
    except OSError:
        return None


def digest_of(path: str) -> str:
    """Return the digest of a file's first bytes; raises OSError."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read(HEAD_BYTES)).hexdigest()

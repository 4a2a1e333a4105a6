"""Which inputs does a command mean? Files as named, directories for the captures below them, in order of time."""

import os
import stat
from collections.abc import Iterator, Sequence

from sensor.capture.errors import InputError, NotACapture, reason_of
from sensor.capture.limits import PROBE_LIMIT
from sensor.capture.source import FileSource
from sensor.capture.stream import STANDARD_INPUT

PROBE_CHUNK = 1 << 12
"""Bytes read at a time to find the first frame: a page, for there may be thousands of files."""

CAPTURE_SUFFIXES = (".pcap", ".pcapng", ".cap", ".dmp", ".snoop")
PACKED_SUFFIXES = (".gz", ".zst", ".lz4", ".xz", ".bz2")


def find_inputs(paths: Sequence[str]) -> list[str]:
    """Return the inputs that *paths* name, in the order of their first frame, then of their path; each file once.

    Below a directory a file is taken for its content, whatever its name. One whose name promises a capture, or that
    cannot be opened, is taken too, so that opening it reports why it cannot be read, and so is a folder that cannot be
    searched: nothing is left out in silence.
    Raises InputError for a path that does not exist, and for a directory that cannot be searched or holds no capture.
    """
    found: list[tuple[bool, int, str]] = []
    seen: set[tuple[int, int]] = set()
    for path in paths:
        for name, first in _expand(path):
            if _is_new(name, seen):
                found.append((first is None, first or 0, name))
    return [name for _unknown, _first, name in sorted(found)]


def probe_first_time(path: str) -> int | None:
    """Return the time of the first frame of a file, nanoseconds since the epoch.

    None where it has none, cannot be read, or would be consumed by looking (pipes, standard input).
    """
    try:
        return _first_time(path)
    except InputError:
        return None


def _first_time(path: str) -> int | None:
    if not _is_regular(path):
        return None
    source = FileSource(path, chunk=PROBE_CHUNK, limit=PROBE_LIMIT)
    for batch in source.batches():
        first = batch.ts[0]
        source.close()
        return first
    return None


def _expand(path: str) -> Iterator[tuple[str, int | None]]:
    if path == STANDARD_INPUT:
        yield path, None
        return
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        raise InputError(path, reason_of(error)) from None
    except ValueError:
        raise InputError(path, "a path cannot hold a zero byte") from None
    if not stat.S_ISDIR(mode):
        yield path, probe_first_time(path)
        return
    captures = list(_captures_below(path))
    if not captures:
        raise InputError(path, "no capture in this directory or below it")
    yield from captures


def _captures_below(directory: str) -> Iterator[tuple[str, int | None]]:
    closed: list[str] = []

    def note(error: OSError) -> None:
        if str(error.filename or directory) == directory:
            raise InputError(directory, reason_of(error))
        closed.append(str(error.filename))

    for folder, folders, names in os.walk(directory, onerror=note):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if not _may_be_read(path):
                continue  # a device, a socket, a pipe that would wait for a writer, a link to nowhere
            try:
                yield path, _first_time(path)
            except NotACapture:
                if _promises_a_capture(name):
                    yield path, None
            except InputError:
                yield path, None
    for folder in closed:
        yield folder, None


def _promises_a_capture(name: str) -> bool:
    name = name.lower()
    for packed in PACKED_SUFFIXES:
        name = name.removesuffix(packed)
    return name.endswith(CAPTURE_SUFFIXES)


def _may_be_read(path: str) -> bool:
    """Tell whether *path* is a plain file, or one that its folder hides: opening it says why."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except PermissionError:
        return True
    except OSError:
        return False


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _is_new(path: str, seen: set[tuple[int, int]]) -> bool:
    """Tell whether *path* is a file that was not named before, be it under another name."""
    if path == STANDARD_INPUT:
        identity = (-1, -1)
    else:
        try:
            status = os.stat(path)
        except OSError:
            return True
        identity = (status.st_dev, status.st_ino)
    known = identity in seen
    seen.add(identity)
    return not known

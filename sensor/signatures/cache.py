"""Loaded signatures kept as bytes in the user's cache folder, so that a scan need not read the same YAML again.

Other files that are made from them are kept in the same way: `open_kept`, `keep`.

A file is found by a hash over everything it was made from: the program's version and modules, and path and content of
every signature file. So it can never be out of date, and deleting it costs the next start a tenth of a second. What it
holds is data and no code; a file that is damaged, or that another user could have written, is as good as none.
"""

import contextlib
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from io import BufferedReader
from pathlib import Path

import msgspec

import sensor
from sensor.model.signature import SignatureSet
from sensor.wire.buffer import Buffer

MAGIC = b"vestige signatures 1\n"
DIGEST = 32
"""Bytes of the SHA-256 over the body, which stands between `MAGIC` and the body."""
MAX_BYTES = 512 * 1024 * 1024
"""Largest file read back: a million names with their places take a tenth of it."""
KEPT = 8
"""Files kept for different sets of signatures; the one unused longest goes."""
NAME = "signatures-{}.msgpack"
MODULE = ".py"
MADE_BY = ("model/signature.py", "signatures")
"""Modules, and folders of modules, whose change makes another set of the same files: matters in a checkout only."""


def cache_folder(environment: Mapping[str, str]) -> Path | None:
    """Return where this user's caches of ours belong (XDG base directory specification); None where that is unknown."""
    base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # the specification: a relative one is to be ignored
        base = os.path.join(environment.get("HOME", ""), ".cache")
    return Path(base, "vestige") if os.path.isabs(base) else None


def cache_key(contents: Iterable[tuple[str, str, bytes]]) -> str:
    """Return the name of what is made from *contents*: path as told in messages, name in the pack, bytes of each file."""
    digest = hashlib.sha256(MAGIC)
    for part in (sensor.__version__, *edition(MADE_BY)):
        digest.update(f"{len(part)}\0{part}\0".encode("utf-8", "surrogateescape"))
    for path, name, data in contents:
        digest.update(f"{len(path)}\0{path}\0{name}\0{len(data)}\0".encode("utf-8", "surrogateescape"))
        digest.update(data)
    return digest.hexdigest()


def read_cache(folder: Path, key: str) -> SignatureSet | None:
    """Return the set kept under *key*, or None."""
    try:
        with open_kept(folder, NAME.format(key)) as file:
            data = file.read(MAX_BYTES + 1)
    except OSError:
        return None
    start = len(MAGIC) + DIGEST
    body = memoryview(data)[start:]
    if not data.startswith(MAGIC) or hashlib.sha256(body).digest() != data[len(MAGIC) : start]:
        return None
    try:
        return msgspec.msgpack.decode(body, type=SignatureSet)
    except (msgspec.DecodeError, RecursionError):
        return None


def write_cache(folder: Path, key: str, signatures: SignatureSet) -> bool:
    """Keep *signatures* under *key*; False where that cannot be done, which is no reason to complain."""
    body = msgspec.msgpack.encode(signatures)
    return keep(folder, NAME, key, (MAGIC + hashlib.sha256(body).digest(), body))


def keep(folder: Path, name: str, key: str, parts: Iterable[Buffer]) -> bool:
    """Keep *parts*, one after the other, under *name* with *key* in it; the oldest of that name go. False as above."""
    path = folder / name.format(key)
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_own(os.stat(folder)):
            return False
        _drop_oldest(folder, name)
        with contextlib.suppress(FileNotFoundError):  # left behind by a process that had our number
            draft.unlink()
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(draft, flags, 0o600), "wb") as file:
            for part in parts:
                file.write(part)
        draft.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            draft.unlink()
        return False
    return True


def edition(places: Iterable[str]) -> list[str]:
    """Tell apart the modules that make something, and those of the folders named: by name, size and time of change."""
    root = os.path.dirname(os.path.dirname(__file__))
    found = []
    for place in places:
        for path in sorted(_modules(os.path.join(root, place))):
            with contextlib.suppress(OSError):
                state = os.stat(path)
                found.append(f"{path.removeprefix(root)} {state.st_size} {state.st_mtime_ns}")
    return found


def _modules(place: str) -> Iterator[str]:
    """Yield the module *place*, or those in the folder *place* and below it."""
    if place.endswith(MODULE):
        yield place
        return
    for folder, _, files in os.walk(place):
        yield from (os.path.join(folder, name) for name in files if name.endswith(MODULE))


def _is_own(state: os.stat_result) -> bool:
    """True where nobody but this user can have written."""
    return state.st_uid == os.geteuid() and not state.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def open_kept(folder: Path, name: str) -> BufferedReader:
    """Open a file that this user has kept. Raises OSError, for a file of another user too."""
    path = folder / name
    file = os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")
    state = os.fstat(file.fileno())
    if not stat.S_ISREG(state.st_mode) or not _is_own(state) or state.st_size > MAX_BYTES:
        file.close()
        raise PermissionError(f"{path} is not to be trusted")
    with contextlib.suppress(OSError):
        os.utime(file.fileno())  # used now: others go first
    return file


def _drop_oldest(folder: Path, name: str) -> None:
    """Make room for one more file."""
    pattern = name.format("*")
    found = sorted(folder.glob(pattern), key=lambda path: path.lstat().st_mtime_ns, reverse=True)
    for path in found[KEPT - 1 :]:
        path.unlink()

"""Database: the SQLite file that outlives the process, in write-ahead mode.

Where the disk refuses (full, gone), it goes on in memory, says so, and returns to the disk when that works again.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

VERSION = 1
"""Of the tables; a database of another version is refused."""
FILE = "state.sqlite"
RETRY = 30 * 1_000_000_000
"""Nanoseconds between two attempts to return to the disk."""

TABLES = """
CREATE TABLE IF NOT EXISTS told (
    finding TEXT PRIMARY KEY, shows TEXT NOT NULL, verdict TEXT NOT NULL, succeeded INTEGER NOT NULL,
    number INTEGER NOT NULL, count INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS alerts (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, severity INTEGER NOT NULL, line BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS outputs (
    name TEXT PRIMARY KEY, delivered INTEGER NOT NULL, lost INTEGER NOT NULL DEFAULT 0,
    intent INTEGER NOT NULL DEFAULT 0, device INTEGER NOT NULL DEFAULT 0, inode INTEGER NOT NULL DEFAULT 0,
    offset INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS files (
    digest TEXT NOT NULL, size INTEGER NOT NULL, inode INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (digest, size));
CREATE TABLE IF NOT EXISTS cases (
    host TEXT NOT NULL, vendor TEXT NOT NULL, product TEXT NOT NULL, tenant TEXT NOT NULL, evidence BLOB NOT NULL,
    PRIMARY KEY (host, vendor, product, tenant));
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
"""

T = TypeVar("T")


class StateError(Exception):
    """The state cannot be used, in one sentence."""


class Database:
    """One file in *folder*, which no other process may use; None keeps all in memory. Raises StateError."""

    def __init__(self, folder: str | None) -> None:
        self.path = None if folder is None else os.path.join(folder, FILE)
        self.trouble = ""
        """Why the disk is not used at the moment, in one sentence."""
        self._lock: int | None = None
        self._retry_at = 0
        if folder is not None:
            self._lock = _lock_folder(folder)
        try:
            self._db = _open(self.path)
        except sqlite3.Error as error:
            self._unlock()
            way_out = (
                "make room"
                if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
                else "move it away to begin anew"
            )
            raise StateError(f"{self.path}: the state cannot be opened ({error}); {way_out}") from None
        self._disk = self._db

    @property
    def durable(self) -> bool:
        """True while what is told outlives the process."""
        return self.path is not None and self._db is self._disk

    def tick(self, now: int) -> None:
        """Try now and then to return to the disk; *now* is of a clock that only goes forward."""
        if self._db is self._disk or now < self._retry_at:
            return
        self._retry_at = now + RETRY
        with contextlib.suppress(sqlite3.Error):
            self._db.backup(self._disk)
            self._db.close()
            self._db = self._disk
            self.trouble = ""

    def close(self) -> None:
        """Write everything out and let go of the folder."""
        self._db.close()
        self._disk.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """Make *change* in one transaction, and return what it does."""
        try:
            with self._db:
                return change(self._db)
        except sqlite3.OperationalError as error:
            if self._db is not self._disk or self.path is None:
                raise
            self.trouble = f"{self.path}: cannot be written ({error}); what is told meanwhile may be told again"
            memory = sqlite3.connect(":memory:")
            self._disk.backup(memory)
            self._db = memory
        with self._db:
            return change(self._db)

    def one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row that *query* finds, None for none."""
        row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        return row

    def all(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Return all rows that *query* finds."""
        return self._db.execute(query, values)


def _lock_folder(folder: str) -> int:
    """Return the open lock of *folder*, which is made if need be: two processes would each tell everything."""
    try:
        os.makedirs(folder, mode=0o750, exist_ok=True)
        lock = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    except OSError as error:
        raise StateError(f"{folder}: the state cannot be kept there ({error.strerror})") from None
    try:
        fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # not flock, which workers would inherit and hold
    except OSError:
        os.close(lock)
        raise StateError(f"{folder}: another vestige keeps its state there; name another folder") from None
    return lock


def _open(path: str | None) -> sqlite3.Connection:
    db = sqlite3.connect(path or ":memory:", timeout=1.0)
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, VERSION):
        db.close()
        raise sqlite3.DatabaseError(f"it is of version {version}, not {VERSION}")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA secure_delete = OFF")
    db.executescript(TABLES)
    db.execute(f"PRAGMA user_version = {VERSION}")
    return db

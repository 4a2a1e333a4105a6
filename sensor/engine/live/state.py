"""State: what was told, what waits to be written where, which files were read. It outlives the process.

One SQLite database in write-ahead mode: what a change of a finding amounts to (the alert's line, and that it was told) is
one transaction, committed to the disk before any output sees the line. Each output has a cursor into the lines. After
``kill -9`` an output goes on behind its cursor; a file first looks whether the line before the crash arrived. An append-only
journal would need the same index, cursors and clean-up written by hand.

Where the disk refuses (full, gone), the state goes on in memory and returns to the disk when that works again.
"""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from sensor.alerts.policy import Told
from sensor.findings.gather import CaseKey
from sensor.model.finding import Verdict
from sensor.model.signature import Shows

VERSION = 1
"""Of the tables; a state of another version is refused."""
FILE = "state.sqlite"
MAX_WAITING = 50_000
"""Alerts that wait for the slowest output, some 100 MB on disk: days of a site where something is badly wrong."""
MAX_TOLD = 200_000
"""Findings remembered as told, the latest: some 30 MB. An older one would be told again."""
MAX_FILES = 200_000
"""Captures remembered as read, the latest: two years of one every five minutes."""
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


class Letter(NamedTuple):
    """One alert on its way."""

    seq: int
    id: str
    severity: int
    """As in EVE: 1 is the gravest."""
    line: bytes


class Saying(NamedTuple):
    """One alert to be remembered and sent."""

    id: str
    severity: int
    line: bytes
    finding: str = ""
    told: Told | None = None


class Place(NamedTuple):
    """Where in a file something is about to be written."""

    device: int
    inode: int
    offset: int


class Intent(NamedTuple):
    """What was about to be written when the process ended."""

    upto: int
    place: Place


class State:
    """What outlives the process; *folder* None keeps it in memory. Raises StateError."""

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
        self._last = 0
        """The last letter that was queued."""
        self._cursors: dict[str, int] = {}
        """The last letter that arrived, by output."""
        self._read_cursors()

    def _read_cursors(self) -> None:
        """Know by heart who waits for something: it is asked all the time, and nobody else writes here."""
        row = self._one("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'")
        self._last = row[0] if row else 0
        self._cursors = dict(self._all("SELECT name, delivered FROM outputs"))

    # ------------------------------------------------------------------------------------------ findings and alerts

    def told(self, finding: str) -> Told | None:
        """Return what was last said of a finding, None if nothing was."""
        row = self._one("SELECT shows, verdict, succeeded, number, count FROM told WHERE finding = ?", finding)
        if row is None:
            return None
        return Told(Shows(row[0]), Verdict(row[1]), bool(row[2]), row[3], row[4])

    def say(self, sayings: Sequence[Saying]) -> None:
        """Remember that all of *sayings* are told, and queue their lines for every output: all of it or nothing.

        One whose id is known already is left out.
        """

        def write(db: sqlite3.Connection) -> None:
            for saying in sayings:
                self._say(db, saying)
            _trim(db)

        self._write(write)
        self._read_cursors()

    def _say(self, db: sqlite3.Connection, saying: Saying) -> None:
        new = db.execute(
            "INSERT OR IGNORE INTO alerts (id, severity, line) VALUES (?, ?, ?)",
            (saying.id, saying.severity, saying.line),
        )
        if new.rowcount:
            _add(db, "alerts", 1)
        told = saying.told
        if told is not None:
            row = (saying.finding, told.shows, told.verdict, told.succeeded, told.number, told.count)
            db.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?)", row)

    def next_number(self, name: str) -> int:
        """Return 1, 2, 3 … for *name*, never the same twice."""

        def write(db: sqlite3.Connection) -> int:
            _add(db, name, 1)
            return self.fact(name)

        return self._write(write)

    def fact(self, name: str) -> int:
        """Return a remembered number; 0 before it was set."""
        row = self._one("SELECT value FROM facts WHERE name = ?", name)
        return 0 if row is None else int(row[0])

    def note(self, name: str, value: int) -> None:
        """Remember a number."""
        self._write(lambda db: db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value)))

    def keep(self, cases: Sequence[tuple[CaseKey, bytes | None]]) -> None:
        """Remember the evidence of *cases*; None: there is none any more."""

        def write(db: sqlite3.Connection) -> None:
            for key, body in cases:
                if body is None:
                    db.execute("DELETE FROM cases WHERE (host, vendor, product, tenant) = (?, ?, ?, ?)", key)
                else:
                    db.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?)", (*key, body))

        if cases:
            self._write(write)

    def kept(self) -> list[tuple[CaseKey, bytes]]:
        """Return the evidence that an earlier process left, what changed last at the end."""
        rows = self._db.execute("SELECT host, vendor, product, tenant, evidence FROM cases ORDER BY rowid").fetchall()
        return [(CaseKey(*row[:4]), row[4]) for row in rows]

    # ------------------------------------------------------------------------------------------------------- outputs

    def register(self, names: Sequence[str]) -> None:
        """Say which outputs there are: a new one begins with what is told from now on, one that is gone is forgotten."""

        def write(db: sqlite3.Connection) -> None:
            for (name,) in db.execute("SELECT name FROM outputs").fetchall():
                if name not in names:
                    db.execute("DELETE FROM outputs WHERE name = ?", (name,))
            last = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'").fetchone()
            for name in names:
                db.execute(
                    "INSERT OR IGNORE INTO outputs (name, delivered) VALUES (?, ?)", (name, last[0] if last else 0)
                )
            _trim(db)

        self._write(write)
        self._read_cursors()

    def waits(self, output: str) -> bool:
        """True when a letter waits for *output*."""
        return self._last > self.delivered(output)

    def waiting(self, output: str, after: int, limit: int) -> list[Letter]:
        """Return the next *limit* letters for *output*, behind its cursor and behind letter *after*."""
        cursor = max(after, self.delivered(output))
        if self._last <= cursor:
            return []
        rows = self._all("SELECT seq, id, severity, line FROM alerts WHERE seq > ? ORDER BY seq LIMIT ?", cursor, limit)
        return [Letter(*row) for row in rows]

    def left(self, output: str) -> int:
        """Return how many letters wait for *output*."""
        row = self._one("SELECT COUNT(*) FROM alerts WHERE seq > ?", self.delivered(output))
        return int(row[0]) if row else 0

    def delivered(self, output: str) -> int:
        """Return the cursor of *output*: the last letter that arrived there."""
        return self._cursors.get(output, 0)

    def lost(self, output: str) -> int:
        """Return how many letters *output* never got because too many waited."""
        row = self._one("SELECT lost FROM outputs WHERE name = ?", output)
        return int(row[0]) if row else 0

    def intend(self, output: str, upto: int, place: Place) -> None:
        """Remember that the letters up to *upto* are about to be written at *place*."""
        self._write(
            lambda db: db.execute(
                "UPDATE outputs SET intent = ?, device = ?, inode = ?, offset = ? WHERE name = ?",
                (upto, *place, output),
            )
        )

    def intent(self, output: str) -> Intent | None:
        """Return what was about to be written when the process ended, None if it was finished."""
        row = self._one("SELECT intent, device, inode, offset, delivered FROM outputs WHERE name = ?", output)
        return Intent(row[0], Place(*row[1:4])) if row and row[0] > row[4] else None

    def arrived(self, output: str, seq: int) -> None:
        """Move the cursor of *output* to letter *seq*; letters that all outputs have are dropped."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE outputs SET delivered = MAX(delivered, ?) WHERE name = ?", (seq, output))
            _trim(db)

        self._write(write)
        self._read_cursors()

    # --------------------------------------------------------------------------------------------------------- files

    def taken(self, name: str, inode: int, size: int, digest: str) -> bool:
        """True when a capture of this size and beginning was read to its end, whatever it is called now."""
        del name, inode
        return self._one("SELECT 1 FROM files WHERE digest = ? AND size = ?", digest, size) is not None

    def take(self, name: str, inode: int, size: int, digest: str) -> None:
        """Remember that it was. Call it when everything in it was told to `say`."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (digest, size, inode, name))
            db.execute("DELETE FROM files WHERE rowid <= (SELECT MAX(rowid) FROM files) - ?", (MAX_FILES,))

        self._write(write)

    # ------------------------------------------------------------------------------------------------------ the disk

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

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
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

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(query, values).fetchone()
        return row

    def _all(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        return self._db.execute(query, values)


def default_folder(environment: dict[str, str], *, root: bool) -> str:
    """Return where the state is kept: what systemd gives, ``/var/lib/vestige`` for root, else the user's own place."""
    given = environment.get("STATE_DIRECTORY", "").partition(":")[0]
    if given:
        return given
    if root:
        return "/var/lib/vestige"
    home = environment.get("XDG_STATE_HOME") or str(Path("~/.local/state").expanduser())
    return os.path.join(home, "vestige")


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


def _add(db: sqlite3.Connection, name: str, number: int) -> None:
    db.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        (name, number),
    )


def _trim(db: sqlite3.Connection) -> None:
    """Drop the letters that all outputs have; of too many waiting the oldest, counted as lost where they were missing."""
    (arrived,) = db.execute("SELECT MIN(delivered) FROM outputs").fetchone()
    if arrived is None:  # there is no output
        db.execute("DELETE FROM alerts")
    else:
        db.execute("DELETE FROM alerts WHERE seq <= ?", (arrived,))
    row = db.execute("SELECT seq FROM alerts ORDER BY seq DESC LIMIT 1 OFFSET ?", (MAX_WAITING,)).fetchone()
    if row is not None:
        missing = "(SELECT COUNT(*) FROM alerts WHERE seq > delivered AND seq <= :seq)"
        db.execute(
            f"UPDATE outputs SET lost = lost + {missing}, delivered = :seq WHERE delivered < :seq",  # noqa: S608 - no value in it
            {"seq": row[0]},
        )
        db.execute("DELETE FROM alerts WHERE seq <= ?", (row[0],))
    db.execute("DELETE FROM told WHERE rowid <= (SELECT MAX(rowid) FROM told) - ?", (MAX_TOLD,))

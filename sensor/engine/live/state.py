"""State: what was told, what waits to be written where, which files were read. It outlives the process.

What a change of a finding amounts to (the alert's line, and that it was told) is one transaction, committed to the disk before
any output sees the line. After ``kill -9`` an output goes on behind its cursor; a file first looks whether the line before the
crash arrived. An append-only journal would need the same index, cursors and clean-up written by hand.
"""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sensor.alerts.policy import Told
from sensor.engine.live.database import Database
from sensor.engine.live.letters import Letters, queue, trim
from sensor.findings.gather import CaseKey
from sensor.model.finding import Verdict
from sensor.model.signature import Shows

MAX_TOLD = 200_000
"""Findings remembered as told, the latest: some 30 MB. An older one would be told again."""
MAX_FILES = 200_000
"""Captures remembered as read, the latest: two years of one every five minutes."""


class Saying(NamedTuple):
    """One alert to be remembered and sent."""

    id: str
    severity: int
    line: bytes
    finding: str = ""
    told: Told | None = None


class State:
    """What outlives the process; *folder* None keeps it in memory. Raises StateError."""

    def __init__(self, folder: str | None) -> None:
        self.database = Database(folder)
        self.letters = Letters(self.database)

    def told(self, finding: str) -> Told | None:
        """Return what was last said of a finding, None if nothing was."""
        row = self.database.one("SELECT shows, verdict, succeeded, number, count FROM told WHERE finding = ?", finding)
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
            trim(db)
            db.execute("DELETE FROM told WHERE rowid <= (SELECT MAX(rowid) FROM told) - ?", (MAX_TOLD,))

        self.database.write(write)
        self.letters.refresh()

    def _say(self, db: sqlite3.Connection, saying: Saying) -> None:
        if queue(db, saying.id, saying.severity, saying.line):
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

        return self.database.write(write)

    def fact(self, name: str) -> int:
        """Return a remembered number; 0 before it was set."""
        row = self.database.one("SELECT value FROM facts WHERE name = ?", name)
        return 0 if row is None else int(row[0])

    def note(self, name: str, value: int) -> None:
        """Remember a number."""
        self.database.write(lambda db: db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value)))

    def keep(self, cases: Sequence[tuple[CaseKey, bytes | None]]) -> None:
        """Remember the evidence of *cases*; None: there is none any more."""

        def write(db: sqlite3.Connection) -> None:
            for key, body in cases:
                if body is None:
                    db.execute("DELETE FROM cases WHERE (host, vendor, product, tenant) = (?, ?, ?, ?)", key)
                else:
                    db.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?, ?, ?)", (*key, body))

        if cases:
            self.database.write(write)

    def kept(self) -> list[tuple[CaseKey, bytes]]:
        """Return the evidence that an earlier process left, what changed last at the end."""
        rows = self.database.all("SELECT host, vendor, product, tenant, evidence FROM cases ORDER BY rowid")
        return [(CaseKey(*row[:4]), row[4]) for row in rows]

    def taken(self, name: str, inode: int, size: int, digest: str) -> bool:
        """True when a capture of this size and beginning was read to its end, whatever it is called now."""
        del name, inode
        return self.database.one("SELECT 1 FROM files WHERE digest = ? AND size = ?", digest, size) is not None

    def take(self, name: str, inode: int, size: int, digest: str) -> None:
        """Remember that it was. Call it when everything in it was told to `say`."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?)", (digest, size, inode, name))
            db.execute("DELETE FROM files WHERE rowid <= (SELECT MAX(rowid) FROM files) - ?", (MAX_FILES,))

        self.database.write(write)

    def close(self) -> None:
        """Write everything out and let go of the folder."""
        self.database.close()


def default_folder(environment: dict[str, str], *, root: bool) -> str:
    """Return where the state is kept: what systemd gives, ``/var/lib/vestige`` for root, else the user's own place."""
    given = environment.get("STATE_DIRECTORY", "").partition(":")[0]
    if given:
        return given
    if root:
        return "/var/lib/vestige"
    home = environment.get("XDG_STATE_HOME") or str(Path("~/.local/state").expanduser())
    return os.path.join(home, "vestige")


def _add(db: sqlite3.Connection, name: str, number: int) -> None:
    db.execute(
        "INSERT INTO facts VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value",
        (name, number),
    )

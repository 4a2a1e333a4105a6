"""Letters: the alerts on their way, with a cursor of each output into them. One stays until all outputs have it."""

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from sensor.engine.live.database import Database

MAX_WAITING = 50_000
"""Alerts that wait for the slowest output, some 100 MB on disk: days of a site where something is badly wrong."""
LOT = 200
"""Letters that an output takes out at once."""


class Letter(NamedTuple):
    """One alert on its way."""

    seq: int
    id: str
    severity: int
    """As in EVE: 1 is the gravest."""
    line: bytes


class Place(NamedTuple):
    """Where in a file something is about to be written."""

    device: int
    inode: int
    offset: int


class Intent(NamedTuple):
    """What was about to be written when the process ended."""

    upto: int
    place: Place


class Letters:
    """The queue in a database, which nobody else writes."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._last = 0
        """The last letter that was queued."""
        self._cursors: dict[str, int] = {}
        """The last letter that arrived, by output."""
        self.refresh()

    def refresh(self) -> None:
        """Know by heart who waits for something: it is asked all the time."""
        row = self._database.one("SELECT seq FROM sqlite_sequence WHERE name = 'alerts'")
        self._last = row[0] if row else 0
        self._cursors = dict(self._database.all("SELECT name, delivered FROM outputs"))

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
            trim(db)

        self._database.write(write)
        self.refresh()

    def waits(self, output: str) -> bool:
        """True when a letter waits for *output*."""
        return self._last > self.delivered(output)

    def waiting(self, output: str, after: int, limit: int) -> list[Letter]:
        """Return the next *limit* letters for *output*, behind its cursor and behind letter *after*."""
        cursor = max(after, self.delivered(output))
        if self._last <= cursor:
            return []
        rows = self._database.all(
            "SELECT seq, id, severity, line FROM alerts WHERE seq > ? ORDER BY seq LIMIT ?", cursor, limit
        )
        return [Letter(*row) for row in rows]

    def left(self, output: str) -> int:
        """Return how many letters wait for *output*."""
        row = self._database.one("SELECT COUNT(*) FROM alerts WHERE seq > ?", self.delivered(output))
        return int(row[0]) if row else 0

    def delivered(self, output: str) -> int:
        """Return the cursor of *output*: the last letter that arrived there."""
        return self._cursors.get(output, 0)

    def lost(self, output: str) -> int:
        """Return how many letters *output* never got because too many waited."""
        row = self._database.one("SELECT lost FROM outputs WHERE name = ?", output)
        return int(row[0]) if row else 0

    def intend(self, output: str, upto: int, place: Place) -> None:
        """Remember that the letters up to *upto* are about to be written at *place*."""
        self._database.write(
            lambda db: db.execute(
                "UPDATE outputs SET intent = ?, device = ?, inode = ?, offset = ? WHERE name = ?",
                (upto, *place, output),
            )
        )

    def intent(self, output: str) -> Intent | None:
        """Return what was about to be written when the process ended, None if it was finished."""
        row = self._database.one("SELECT intent, device, inode, offset, delivered FROM outputs WHERE name = ?", output)
        return Intent(row[0], Place(*row[1:4])) if row and row[0] > row[4] else None

    def arrived(self, output: str, seq: int) -> None:
        """Move the cursor of *output* to letter *seq*; letters that all outputs have are dropped."""

        def write(db: sqlite3.Connection) -> None:
            db.execute("UPDATE outputs SET delivered = MAX(delivered, ?) WHERE name = ?", (seq, output))
            trim(db)

        self._database.write(write)
        self.refresh()


def queue(db: sqlite3.Connection, name: str, severity: int, line: bytes) -> bool:
    """Queue the alert called *name* for every output; false when it was before. `trim` and `Letters.refresh` are to follow."""
    row = (name, severity, line)
    return bool(db.execute("INSERT OR IGNORE INTO alerts (id, severity, line) VALUES (?, ?, ?)", row).rowcount)


def trim(db: sqlite3.Connection) -> None:
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

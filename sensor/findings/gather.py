"""Gathering: all evidence of a run under host, vendor and product, within limits.

What is cut is counted. Of too many rows the earliest, the strongest and the latest stay.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from sensor.findings.evidence import Row, RowKey, Sight, key_of
from sensor.model.match import Match

MAX_CASES = 20_000
"""Hosts times products: more than an analyst can read; a capture that makes more is a flood of forged addresses."""
MAX_ROWS = 256
"""Rows of one case after trimming; twice as many are gathered before."""
MAX_VALUES = 64
"""Values of one signature and field in one case after trimming (names made up under a wanted suffix); twice as many before."""

MAX_TOTAL = 40_000
"""Rows of all cases together, about 1 KB each: what keeps a flood under 50 MB."""
LEAST_ROWS = 8
"""Rows that a case may hold when the total is reached; a larger one makes room by halving itself."""


class CaseKey(NamedTuple):
    """Whose evidence, of what."""

    host: str
    vendor: str
    product: str
    tenant: str = ""
    """The virtual network that the host is in, empty for none."""


class Case:
    """The rows of one key."""

    __slots__ = ("rows", "values")

    def __init__(self) -> None:
        self.rows: dict[RowKey, Row] = {}
        self.values: Counter[tuple[str, str]] = Counter()


class Gathering:
    """Evidence of a run."""

    def __init__(self) -> None:
        self.cases: dict[CaseKey, Case] = {}
        self.cut: Counter[str] = Counter()
        """What the limits cost: ``matches`` (found no room at all), ``rows`` (dropped again)."""
        self._total = 0

    def row(self, match: Match, key: CaseKey) -> Row | None:
        """Return the row of case *key* that *match* belongs to, a new one if need be; None when there is no room for it."""
        case = self.cases.get(key)
        if case is None:
            if len(self.cases) >= MAX_CASES or self._total >= MAX_TOTAL:
                self.cut["matches"] += 1
                return None
            case = self.cases[key] = Case()
        row_key = key_of(match, key.host)
        row = case.rows.get(row_key)
        if row is None:
            if not self._make_room(case, row_key):
                self.cut["matches"] += 1
                return None
            row = case.rows[row_key] = Row(row_key, match.signature)
            case.values[row_key.signature, row_key.field] += 1
            self._total += 1
        return row

    @property
    def total(self) -> int:
        """Rows of all cases."""
        return self._total

    def restore(self, key: CaseKey, rows: Sequence[Row]) -> bool:
        """Take a case gathered before; false when there is no room, or nothing in it."""
        if not rows or len(self.cases) >= MAX_CASES or self._total + len(rows) > MAX_TOTAL:
            return False
        case = self.cases[key] = Case()
        for row in rows:
            case.rows[row.key] = row
            case.values[row.key.signature, row.key.field] += 1
        self._total += len(rows)
        return True

    def forget(self, key: CaseKey) -> None:
        """Drop a case with all its rows."""
        case = self.cases.pop(key, None)
        if case is not None:
            self._total -= len(case.rows)

    def drop(self, key: CaseKey, unwanted: Callable[[Row], bool]) -> None:
        """Drop the rows of case *key* that are *unwanted*, and the case with the last of them."""
        case = self.cases[key]
        for row in [row for row in case.rows.values() if unwanted(row)]:
            self._remove(case, row)
        if not case.rows:
            self.forget(key)

    def _make_room(self, case: Case, key: RowKey) -> bool:
        of_value = key.signature, key.field
        if case.values[of_value] >= 2 * MAX_VALUES:
            self._trim(case, [r for r in case.rows.values() if (r.key.signature, r.key.field) == of_value], MAX_VALUES)
        if len(case.rows) >= 2 * MAX_ROWS:
            self._trim(case, list(case.rows.values()), MAX_ROWS)
        if self._total >= MAX_TOTAL and len(case.rows) > LEAST_ROWS:
            self._trim(case, list(case.rows.values()), len(case.rows) // 2)
        return self._total < MAX_TOTAL

    def _trim(self, case: Case, rows: list[Row], limit: int) -> None:
        """Drop all of *rows* from *case* but *limit*."""
        kept = {row.key for row in select(rows, limit)}
        for row in rows:
            if row.key not in kept:
                self._remove(case, row)
                self.cut["rows"] += 1

    def _remove(self, case: Case, row: Row) -> None:
        del case.rows[row.key]
        case.values[row.key.signature, row.key.field] -= 1
        self._total -= 1


def when(row: Row) -> tuple[Sight, RowKey]:
    """Return what orders rows by their first sight."""
    return row.first, row.key


def select(rows: Iterable[Row], limit: int) -> list[Row]:
    """Return at most *limit* of *rows*: half of them the strongest, a quarter each the earliest and the latest."""
    ordered = sorted(rows, key=when)
    if len(ordered) <= limit:
        return ordered
    quarter = limit // 4
    strongest = sorted(ordered, key=lambda row: (row.strength, row.outcome.rank, row.count), reverse=True)
    latest = sorted(ordered, key=lambda row: row.times.last, reverse=True)
    kept: dict[RowKey, Row] = {row.key: row for row in ordered[:quarter] + latest[:quarter]}
    for row in strongest:
        if len(kept) >= limit:
            break
        kept[row.key] = row
    return sorted(kept.values(), key=when)

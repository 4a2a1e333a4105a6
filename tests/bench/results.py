"""What a run of the harness found: the rows of its tables, and the targets held against them."""

from collections.abc import Iterator

import msgspec
from bench.extras import Long, Million, Start
from bench.measure import Taken
from bench.profile import Profile

MEGABYTE = 1_000_000
SCAN = "vestige scan"


class Row(msgspec.Struct):
    """One program on one mix."""

    program: str
    does: str
    frames: int
    """Frames it was given; fewer than the mix has where it is slow."""
    share: float
    """The part of the mix's frames that this is."""
    taken: Taken
    empty: tuple[float, float] = (0.0, 0.0)
    """Seconds by the clock and of processor time for a capture of a few frames, where only a part was given."""
    seen: int | None = None
    planted: int | None = None

    @property
    def wall(self) -> float:
        """Seconds by the clock for the whole mix, extrapolated where only a part was given."""
        return self._whole(self.taken.wall, self.empty[0])

    @property
    def cpu(self) -> float:
        """Seconds of processor time for the whole mix, extrapolated likewise."""
        return self._whole(self.taken.cpu, self.empty[1])

    def _whole(self, seconds: float, start: float) -> float:
        return seconds if self.share == 1 else start + max(seconds - start, 0) / self.share


class Table(msgspec.Struct):
    """All programs on one mix."""

    mix: str
    frames: int
    size: int
    rows: list[Row]

    def row(self, program: str) -> Row | None:
        """Return the row of *program*."""
        return next((row for row in self.rows if row.program == program), None)


class Results(msgspec.Struct):
    """Everything."""

    machine: dict[str, str]
    tables: list[Table] = []
    missing: list[str] = []
    start: Start | None = None
    million: Million | None = None
    two: float | None = None
    profiles: list[Profile] = []
    long: list[Long] = []
    """Captures of growing length."""

    def table(self, mix: str) -> Table | None:
        """Return the table of *mix*."""
        return next((table for table in self.tables if table.mix == mix), None)


class Target(msgspec.Struct):
    """One line of the design's section on speed, and what was measured."""

    work: str
    target: str
    clock: str
    """Measured by the clock."""
    cpu: str
    """Measured in processor time; empty where that says nothing."""
    reached: str
    """How much of the target, in processor time if that was measured: 100 % and more is met."""
    met: str
    limit: str = ""
    """What `cat` itself reaches, where that is compared: no program that reads the file does more."""


def targets(results: Results) -> Iterator[Target]:
    """Yield every target line that this run can tell about."""
    for mix, wanted in (
        ("office", (("Suricata", 15.0), ("nDPI", 10.0), ("cat", 3.0))),
        ("protocols", (("Suricata", 30.0), ("nDPI", 10.0), ("dpkt loop", 150.0))),
    ):
        table = results.table(mix)
        if table is not None:
            yield from (ratio(table, other, bound) for other, bound in wanted)
    yield from speeds(results)
    if results.million is not None:
        yield from names(results.million)
    peaks = [row.taken.peak for table in results.tables for row in table.rows if row.program == SCAN]
    peaks += [one.peak for one in results.long]
    if peaks:
        yield at_most("peak memory of any of these scans", 200, (max(peaks) / MEGABYTE, None), "{:.0f} MB")
    if results.start is not None:
        yield at_most("`vestige --version`", 0.15, results.start.version, "{:.2f} s")
        yield at_most("scan of a capture with one conversation", 0.6, results.start.one_flow, "{:.2f} s")
    if results.two is not None:
        yield at_least("two processes on two files: as fast as", 1.8, (results.two, None), "{:.2f} × one")


def ratio(table: Table, other: str, bound: float) -> Target:
    """Compare the scan with another program; `cat` is the one that it may be slower than."""
    ours, theirs = table.row(SCAN), table.row(other)
    slower = other == "cat"
    work = f"{table.mix}: {'time against' if slower else 'faster than'} {other}"
    if ours is None or theirs is None:
        return Target(work, f"{'≤' if slower else '≥'} {bound:g} ×", "", "", "", "not measured")
    if slower:
        return at_most(work, bound, (ours.wall / theirs.wall, ours.cpu / theirs.cpu), "{:.1f} ×")
    line = at_least(work, bound, (theirs.wall / ours.wall, theirs.cpu / ours.cpu), "{:.1f} ×")
    cat = table.row("cat")
    line.limit = f"{theirs.cpu / cat.cpu:.1f} ×" if cat is not None and cat.cpu else ""
    return line


def speeds(results: Results) -> Iterator[Target]:
    """Yield the target of messages a second."""
    table = results.table("dns")
    row = table.row(SCAN) if table is not None else None
    if table is not None and row is not None:
        measured = table.frames / row.wall / 1e6, table.frames / row.cpu / 1e6
        yield at_least("dns: messages a second, every frame one", 1.5, measured, "{:.2f} million")


def names(million: Million) -> Iterator[Target]:
    """Yield the targets of a million names."""
    work = f"{million.names:,} names more:"
    yield at_most(f"{work} load, first time", 5.0, million.first, "{:.2f} s")
    yield at_most(f"{work} load, from cache", 0.5, million.cached, "{:.2f} s")
    yield at_most(f"{work} scan slower by", 0.1, (None, million.slower), "{:.0%}")
    yield at_most(f"{work} peak memory", 200, (million.peak / MEGABYTE, None), "{:.0f} MB")


Measured = tuple[float | None, float | None]
"""By the clock and in processor time; None for what says nothing."""


def at_least(work: str, bound: float, measured: Measured, form: str) -> Target:
    """Hold *measured* against a bound that it has to reach."""
    return judged(
        work, f"≥ {form.format(bound)}", measured, form, [None if one is None else one / bound for one in measured]
    )


def at_most(work: str, bound: float, measured: Measured, form: str) -> Target:
    """Hold *measured* against a bound that it has to stay below."""
    parts = [None if one is None else bound / one if one > 0 else MOST_REACHED for one in measured]
    return judged(work, f"≤ {form.format(bound)}", measured, form, parts)


MOST_REACHED = 9.99
"""Of a target: more is not told."""


def judged(work: str, target: str, measured: Measured, form: str, parts: list[float | None]) -> Target:
    """Return the line; *parts* tell how much of the target is reached, by the clock and in processor time."""
    clock, cpu = ("" if one is None else form.format(one) for one in measured)
    met = [part >= 1 for part in parts if part is not None]
    verdict = (
        "yes" if all(met) else "no" if not any(met) else "by the clock only" if met[0] else "in processor time only"
    )
    reached = next(part for part in reversed(parts) if part is not None)
    return Target(work, target, clock, cpu, f"{min(reached, MOST_REACHED):.0%}", verdict)

"""What a run of the harness found: the rows of its tables, and the targets held against them."""

from collections.abc import Iterator

import msgspec
from bench.extras import Million, Start
from bench.measure import Taken

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
    long: list[tuple[int, int, float, int]] = []
    """Frames, bytes, processor seconds and peak memory of a short and of a very long capture."""

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
    met: str


def targets(results: Results) -> Iterator[Target]:
    """Yield every target line that this run can tell about."""
    for mix, wanted in (
        ("office", (("Suricata", 15.0), ("nDPI", 10.0), ("cat", 3.0))),
        ("protocols", (("Suricata", 30.0), ("nDPI", 10.0), ("dpkt loop", 150.0))),
    ):
        table = results.table(mix)
        if table is not None:
            yield from (ratio(table, other, least) for other, least in wanted)
    yield from speeds(results)
    if results.million is not None:
        yield from names(results.million)
    peaks = [row.taken.peak for table in results.tables for row in table.rows if row.program == SCAN]
    if peaks:
        peak = max(peaks) / MEGABYTE
        yield Target("peak memory of any of these scans", "< 200 MB", f"{peak:.0f} MB", "", verdict(peak < 200))
    if results.start is not None:
        for work, limit, measured in (
            ("`vestige --version`", 0.15, results.start.version),
            ("scan of a capture with one conversation", 0.6, results.start.one_flow),
        ):
            clock, cpu = measured
            yield Target(work, f"< {limit} s", f"{clock:.2f} s", f"{cpu:.2f} s", verdict(clock < limit, cpu < limit))
    if results.two is not None:
        yield Target(
            "two processes on two files", "≥ 1.8 × one", f"{results.two:.2f} ×", "", verdict(results.two >= 1.8)
        )


def ratio(table: Table, other: str, bound: float) -> Target:
    """Compare the scan with another program; `cat` is the one that it may be slower than."""
    ours, theirs = table.row(SCAN), table.row(other)
    slower = other == "cat"
    work = f"{table.mix}: {'time against' if slower else 'faster than'} {other}"
    target = f"{'≤' if slower else '≥'} {bound:g} ×"
    if ours is None or theirs is None:
        return Target(work, target, "", "", "not measured")
    clock, cpu = theirs.wall / ours.wall, theirs.cpu / ours.cpu
    if slower:
        clock, cpu = 1 / clock, 1 / cpu
    met = verdict(clock <= bound if slower else clock >= bound, cpu <= bound if slower else cpu >= bound)
    return Target(work, target, f"{clock:.1f} ×", f"{cpu:.1f} ×", met)


def speeds(results: Results) -> Iterator[Target]:
    """Yield the target of messages a second."""
    table = results.table("dns")
    row = table.row(SCAN) if table is not None else None
    if table is None or row is None:
        return
    clock, cpu = table.frames / row.wall / 1e6, table.frames / row.cpu / 1e6
    met = verdict(clock >= 1.5, cpu >= 1.5)
    yield Target(
        "dns: messages a second, every frame one", "≥ 1.5 million", f"{clock:.2f} million", f"{cpu:.2f} million", met
    )


def names(million: Million) -> Iterator[Target]:
    """Yield the targets of a million names."""
    work = f"{million.names:,} names more:"
    for what, limit, measured in (("load, first time", 5.0, million.first), ("load, from cache", 0.5, million.cached)):
        clock, cpu = measured
        yield Target(
            f"{work} {what}", f"< {limit:g} s", f"{clock:.2f} s", f"{cpu:.2f} s", verdict(clock < limit, cpu < limit)
        )
    yield Target(f"{work} scan slower by", "< 10 %", "", f"{million.slower:+.0%}", verdict(million.slower < 0.1))
    peak = million.peak / MEGABYTE
    yield Target(f"{work} peak memory", "< 200 MB", f"{peak:.0f} MB", "", verdict(peak < 200))


def verdict(clock: bool, cpu: bool | None = None) -> str:
    """Say whether a target is met; by the clock and in processor time where both were measured."""
    if cpu is None or clock == cpu:
        return "yes" if clock else "no"
    return "by the clock only" if clock else "in processor time only"

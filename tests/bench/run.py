"""Measure speed and memory of whole scans, side by side with what else is installed here: ``make bench``.

Each program reads each capture several times, by turns with the others; medians count, start-up included. Captures are
generated (or merged out of ../shared) into build/bench and kept for the next run. A full run writes docs/performance.md.
"""

import argparse
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "pcaps"), str(REPO / "tests")]

from bench import captures, extras, machine, measure, page, profile, programs  # noqa: E402 - found in the path set above
from bench.measure import Taken  # noqa: E402
from bench.results import Results, Row, Table, targets  # noqa: E402

QUICK_MIXES = ("office", "protocols", "dns")
PATIENCE = 20.0
"""Seconds by the clock that a program gets on one capture; it is not run again once they are spent."""
FEW_FRAMES = 10
"""Frames of the capture with which the start of a slow program is measured."""
LONG_FRAMES = 4_000_000
"""Frames of the very long capture: above 5 GB."""


def measure_mix(mix: captures.Mix, chosen: Sequence[programs.Program], names: Path) -> Table:
    """Run *chosen* by turns on one capture."""
    print(f"\n{mix.name}: {captures.size(mix)}", file=sys.stderr)
    rows = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        shutil.copy(names, folder)
        for program in chosen:
            path, frames = mix.slice_of(program.frames)
            row = Row(program.name, program.does, frames, frames / mix.frames, Taken())
            if row.share < 1:
                empty = measure.run(program.command(mix.slice_of(FEW_FRAMES)[0], folder), program.prints_to(folder))
                row.empty = empty.wall, empty.cpu
            rows.append((program, path, row))
        for number in range(max(program.rounds for program in chosen)):
            measure.run(["cat", str(mix.path)])  # into the page cache, for the round
            for program, path, row in rows:
                if number < program.rounds and sum(one.wall for one in row.taken.runs) < PATIENCE:
                    one_run(mix, program, path, row, folder)
    return Table(mix.name, mix.frames, mix.size, [row for _program, _path, row in rows])


def one_run(mix: captures.Mix, program: programs.Program, path: Path, row: Row, folder: Path) -> None:
    """Run one program once; count what it saw the first time that it ends well."""
    taken = measure.run(program.command(path, folder), program.prints_to(folder))
    row.taken.runs.append(taken)
    print(f"  {program.name:<16} {taken.cpu:8.2f} s processor {taken.wall:8.2f} s clock", file=sys.stderr)
    if row.seen is None and program.sightings is not None and not taken.status:
        row.seen = program.sightings(path, folder)
        row.planted = mix.planted_before(program.frames)


def show(results: Results) -> None:
    """Print tables and targets."""
    for table in results.tables:
        print(f"\n{table.mix}: {table.frames:,} frames, {table.size / 1e6:,.0f} MB")
        print(
            "  " + line("program", "proc. s", "spread", "clock s", "frames/s", "MB/s", "× cat", "× scan", "MB", "seen")
        )
        for row in table.rows:
            failed = f"  {row.taken.failed}" if row.taken.failed else ""
            print("  " + line(*page.cells(table, row)) + failed)
    for where in results.profiles:
        parts = ", ".join(f"{name} {spent:.2f}" for name, spent in where.stages.items())
        print(f"\n{where.mix}, seconds: start {where.start:.2f}, {parts}")
    for one in results.long:
        print(
            f"\n{one.frames:,} frames, {one.size / 1e6:,.0f} MB: {one.each * 1e6:.2f} µs a frame"
            f" (cat {one.cat * 1e6:.2f}), {one.peak / 1e6:.0f} MB"
        )
    if results.missing:
        print(f"\nnot installed, so not measured: {', '.join(results.missing)}")
    print(f"\n{'target':<52}{'wanted':>15}{'by the clock':>15}{'proc. time':>15}{'reached':>9}{'cat':>9}  met")
    for goal in targets(results):
        measured = f"{goal.target:>15}{goal.clock:>15}{goal.cpu:>15}{goal.reached:>9}{goal.limit:>9}"
        print(f"{goal.work:<52}{measured}  {goal.met}")


def line(name: str, *cells: str) -> str:
    """Return the cells of a row in columns."""
    widths = (10, 8, 11, 13, 8, 10, 9, 7)
    columns = [f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=False)]
    return f"{name:<16}{''.join(columns)}  {cells[-1]}"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="about a minute: fewer mixes, frames and runs; no page")
    parser.add_argument("--frames", type=int, help="frames in each capture [2000000; quick: 300000]")
    parser.add_argument("--rounds", type=int, help="runs of each quick program [7; quick: 3]")
    parser.add_argument("--only", action="append", choices=list(captures.MIXES), help="only this mix; repeatable")
    parser.add_argument("--programs", help="only these, separated by commas; vestige and cat always")
    parser.add_argument("--no-extras", action="store_true", help="no start-up, million names, two processes")
    parser.add_argument("--long", action="store_true", help="also a capture above 5 GB, generated and deleted")
    parser.add_argument(
        "--page", action=argparse.BooleanOptionalAction, help="write docs/performance.md [not when quick]"
    )
    parser.add_argument("--folder", type=Path, default=REPO / "build" / "bench", help="where captures are kept")
    parser.add_argument(
        "--vestige", default=str(Path(sys.executable).with_name("vestige")), help="the command to measure"
    )
    found = parser.parse_args()
    found.frames = found.frames or (300_000 if found.quick else 2_000_000)
    found.rounds = found.rounds or (2 if found.quick else 7)
    found.page = not found.quick if found.page is None else found.page
    return found


def choose(options: argparse.Namespace, vestige: list[str], names: Path) -> tuple[list[programs.Program], list[str]]:
    """Return the programs to measure, and the names of those that are not installed."""
    known = programs.all_programs(vestige, names, options.rounds, options.quick)
    if options.programs:
        wanted = {"cat", "vestige scan", *options.programs.split(",")}
        known = [program for program in known if program.name in wanted]
    return [one for one in known if one.installed], [one.name for one in known if not one.installed]


def measure_extras(results: Results, options: argparse.Namespace, vestige: list[str]) -> None:
    """Measure what is no comparison."""
    print("\nstart-up, a million names, two processes", file=sys.stderr)
    results.start = extras.starting(vestige, 5 if options.quick else 15)
    lookups = captures.prepare("dns", options.folder, options.frames)
    if lookups is not None:
        results.million = extras.million(vestige, lookups.path, 1 if options.quick else 5)
    office = captures.prepare("office", options.folder, options.frames)
    if office is not None:
        results.two = extras.two_at_once(vestige, office.path, 1 if options.quick else 5)


def main() -> int:
    """Measure everything that was asked for."""
    options = arguments()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # where a program measured here crashes, it leaves no file behind
    vestige = shlex.split(options.vestige)
    options.folder.mkdir(parents=True, exist_ok=True)
    names = options.folder / "names.json"
    names.write_bytes(
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("names.py"))], check=True, capture_output=True
        ).stdout
    )
    chosen, missing = choose(options, vestige, names)
    results = Results(machine.describe(vestige), missing=missing)
    for name in options.only or (QUICK_MIXES if options.quick else captures.MIXES):
        mix = captures.prepare(name, options.folder, options.frames)
        if mix is None:
            print(f"{name}: left out; it needs ../shared/captures and mergecap", file=sys.stderr)
        else:
            results.tables.append(measure_mix(mix, chosen, names))
            where = profile.profile(vestige, name, mix.path, extras.ONE_FLOW)
            results.profiles += [where] if where is not None else []
    if not options.no_extras:
        measure_extras(results, options, vestige)
    if options.long:
        results.long = extras.long_captures(vestige, options.folder, LONG_FRAMES)
    (options.folder / "results.json").write_bytes(msgspec.json.encode(results))
    show(results)
    if options.page:
        page.write(results, REPO / "docs")
        print("\nwrote docs/performance.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())

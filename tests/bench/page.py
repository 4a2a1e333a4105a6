"""The page in docs/: tables and a plot of one run."""

from collections.abc import Iterator
from html import escape
from math import log10
from pathlib import Path

from bench.captures import MIXES
from bench.results import MEGABYTE, SCAN, Results, Row, Table, targets

PLOT = "performance.svg"
INTRODUCTION = """\
# Speed and memory

What a whole run costs, start-up included, beside other programs on the same files. This page is written by

```
make bench                 # everything, ten minutes on two cores (ARGS="--quick": about a minute, prints only;
                           # ARGS=--long: also a capture above 5 GB, generated and deleted)
```

All programs take turns on the same capture, which lies in the page cache; a row gives medians. **Processor time** (user and
system, of all threads) is what a program costs, whatever else the machine does; **the clock** is what one waits. `cat` of the
file is the limit. Programs that are slow are given the first frames only and their time is extrapolated, start-up apart.
*Seen* are the planted look-ups, hellos and requests that the program saw: a fast program that misses them has not done the work.
"""

NOTE = """\
What is not met, and why, stands in [decisions](design/decisions.md#speed); instructions by stage, which do not depend on the
machine's load, are counted by `make guard`.
"""


def render(results: Results) -> str:
    """Return the page."""
    parts = [INTRODUCTION, *machine(results), *target_lines(results), f"![Processor time by program]({PLOT})\n"]
    for table in results.tables:
        parts += table_lines(table)
    if results.profiles:
        parts += profile_lines(results)
    if results.missing:
        parts.append(f"Not installed, so not measured: {', '.join(results.missing)}.\n")
    if results.long:
        parts += long_lines(results)
    return "\n".join(parts)


def machine(results: Results) -> Iterator[str]:
    """Yield the description of the machine."""
    yield "| | |\n|---|---|"
    for label, text in results.machine.items():
        yield f"| {label} | {text} |"
    yield ""


def target_lines(results: Results) -> Iterator[str]:
    """Yield the targets."""
    yield "## Targets\n"
    yield "| work | target | by the clock | processor time | reached | met | `cat` |\n|---|---|---:|---:|---:|---|---:|"
    for one in targets(results):
        yield f"| {one.work} | {one.target} | {one.clock} | {one.cpu} | {one.reached} | {one.met} | {one.limit} |"
    yield ""
    yield "*Reached* is the part of the target, in processor time where that was measured. The last column is what `cat` reaches:"
    yield "it only reads the file, so no program that reads it the same way can do more.\n"
    yield NOTE


def table_lines(table: Table) -> Iterator[str]:
    """Yield the table of one mix."""
    yield f"## {table.mix}\n"
    about = MIXES[table.mix]
    yield f"{about[0].upper()}{about[1:]}: {table.frames:,} frames, {table.size / MEGABYTE:,.0f} MB.\n"
    yield "| program | processor s | spread | clock s | frames/s | MB/s | × cat | × scan | peak MB | seen |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for row in table.rows:
        yield "| " + " | ".join(cells(table, row)) + " |"
    yield ""
    for row in table.rows:
        part = f" (first {row.frames:,} frames, extrapolated)" if row.share < 1 else ""
        yield f"- {row.program}: {row.does}{part}{f'; **{row.taken.failed}**' if row.taken.failed else ''}"
    yield ""


def cells(table: Table, row: Row) -> list[str]:
    """Return the cells of one row."""
    least, most = row.taken.spread
    cat, scan = table.row("cat"), table.row(SCAN)
    about = "~" if row.share < 1 else ""
    return [
        row.program,
        f"{about}{row.cpu:,.2f}",
        f"±{(most - least) / 2 / row.taken.cpu:.0%}" if row.taken.cpu and len(row.taken.runs) > 1 else "",
        f"{about}{row.wall:,.2f}",
        f"{table.frames / row.cpu:,.0f}",
        f"{table.size / MEGABYTE / row.cpu:,.0f}",
        f"{row.cpu / cat.cpu:,.1f}" if cat and cat.cpu else "",
        f"{row.cpu / scan.cpu:,.1f}" if scan else "",
        f"{row.taken.peak / MEGABYTE:,.0f}",
        "" if row.seen is None else f"{row.seen}" if row.planted is None else f"{row.seen} of {row.planted}",
    ]


def profile_lines(results: Results) -> Iterator[str]:
    """Yield where the time goes."""
    names = dict.fromkeys(name for one in results.profiles for name in one.stages)
    yield "## Where the time of a scan goes\n"
    yield "Seconds of processor time, from samples that `perf` takes; *start* is the scan of a capture with one conversation,"
    yield "*python* the interpreter and its libraries, the other stages are compiled.\n"
    yield f"| | start | {' | '.join(names)} |\n|---|---:|{'---:|' * len(names)}"
    for one in results.profiles:
        spent = " | ".join(f"{one.stages.get(name, 0):.2f}" for name in names)
        yield f"| {one.mix} | {one.start:.2f} | {spent} |"
    yield ""


def long_lines(results: Results) -> Iterator[str]:
    """Yield what does not grow with the capture."""
    yield "## However long the capture\n"
    yield "Processor time for a frame of the office mix, beyond that for a capture of ten thousand; and memory.\n"
    yield "| frames | MB | µs a frame | of these cat | peak MB |\n|---:|---:|---:|---:|---:|"
    for one in results.long:
        size, peak = one.size / MEGABYTE, one.peak / MEGABYTE
        yield f"| {one.frames:,} | {size:,.0f} | {one.each * 1e6:.2f} | {one.cat * 1e6:.2f} | {peak:.0f} |"
    yield ""


WIDTH, LEFT, BAR, GAP = 760, 130, 13, 16
COLORS = {SCAN: "#00796b", "cat": "#9e9e9e"}


def plot(results: Results) -> str:
    """Return bars of the processor time of each program on each mix, on a logarithmic scale, as SVG."""
    times = [row.cpu for table in results.tables for row in table.rows if row.cpu > 0]
    low, high = log10(min(times)) - 0.1, log10(max(times)) + 0.1
    scale = (WIDTH - LEFT - 70) / (high - low)
    parts, y = [], 8
    for table in results.tables:
        parts.append(f'<text x="0" y="{y + 12}" class="mix">{escape(table.mix)}, {table.frames:,} frames</text>')
        y += 20
        for row in sorted(table.rows, key=lambda row: row.cpu):
            length = max((log10(row.cpu) - low) * scale, 1) if row.cpu > 0 else 1
            color = COLORS.get(row.program, "#7aa7c7")
            parts.append(f'<text x="{LEFT - 6}" y="{y + 11}" text-anchor="end">{escape(row.program)}</text>')
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.0f}" height="{BAR}" fill="{color}"/>')
            parts.append(f'<text x="{LEFT + length + 5:.0f}" y="{y + 11}">{row.cpu:,.2f} s</text>')
            y += GAP
        y += 10
    style = "text{font:11px sans-serif;fill:#666}.mix{font-weight:bold}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" role="img">'
    title = "<title>Seconds of processor time for each capture, logarithmic</title>"
    return "\n".join([head, title, f"<style>{style}</style>", *parts, "</svg>\n"])


def write(results: Results, docs: Path) -> None:
    """Write page and plot."""
    (docs / "performance.md").write_text(render(results), encoding="utf-8")
    (docs / PLOT).write_text(plot(results), encoding="utf-8")

"""``scan --format table``: findings for people, in a terminal of any width, a pipe or a file.

A block for each finding, gravest first: who and what, why, when, then where to look. Visits stand apart, because a
visit is no installation. The end says what was read and what could not be seen: "none found" is nothing without it.
"""

import io
from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sensor.findings.words import count
from sensor.ledger.visibility import nothing_readable
from sensor.model.finding import Finding, Verdict
from sensor.model.signature import Shows
from sensor.outputs import words
from sensor.outputs.blocks import evidence_lines, hang, packed
from sensor.outputs.escape import printable
from sensor.outputs.footer import footer_lines
from sensor.outputs.report import Report

NO_BAN = "no listed ban in force"
VERDICT_STYLES = {Verdict.CONFIRMED: "bold red", Verdict.LIKELY: "bold yellow", Verdict.POSSIBLE: "bold cyan"}
INDENT = 2
MAX_ROWS = 12
"""Evidence shown for a finding: what a person reads. The other formats show all of it."""

MAX_VISIT_ROWS = 4
"""The same for a visit, which is no more than background."""
MAX_BANS = 3
"""Bans named beside a finding; more are only counted there, and all stand at the end."""


def render_table(report: Report, *, width: int, color: bool) -> str:
    """Return the table, no line wider than *width* cells where words can be split, with ANSI colours if *color*."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=color,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},  # width and colours are the caller's to decide, not those of COLUMNS and FORCE_COLOR
    )
    for line in _lines(report, width, console):
        console.print(line, soft_wrap=True)
    return out.getvalue()


def _lines(report: Report, width: int, console: Console) -> Iterator[Text]:
    visits = [finding for finding in report.findings if finding.shows is Shows.ACCESS]
    findings = [finding for finding in report.findings if finding.shows is not Shows.ACCESS]
    yield from hang(_summary(report, findings, visits), 0, width, console)
    for finding in findings:
        yield Text()
        yield from _finding(finding, report, width, console)
    if visits:
        yield Text()
        yield Text("Visits only, not installations", style="bold dim")
        for line in _visits(visits, report, width, console):
            line.stylize("dim")
            yield line
    yield Text()
    yield from footer_lines(report, width, console)


def _summary(report: Report, findings: list[Finding], visits: list[Finding]) -> Text:
    frames = sum(one.frames for one in report.inputs)
    if not frames:
        text = Text("Nothing read, nothing found.", style="bold yellow")
    elif nothing_readable(report.coverage):
        text = Text("Nothing could be read, nothing found.", style="bold yellow")
    elif report.hidden and not findings:
        text = Text("None at or above --min-verdict", style="bold")
        text.append(f"; {report.hidden} below it not shown.")
    elif not findings:
        text = Text("None found", style="bold")
        text.append(" so far." if report.interrupted else " in what could be seen (see below).")
    else:
        text = Text(count(len(findings), "finding"), style="bold")
        for verdict in sorted(Verdict, key=lambda verdict: -verdict.rank):
            if number := sum(finding.verdict is verdict for finding in findings):
                text.append(" · ")
                text.append(f"{number} {verdict.value}", style=VERDICT_STYLES[verdict])
    if visits:
        text.append(f" · {count(len(visits), 'visit')} only" if findings else f" {_only_visits(visits)}")
    if report.hidden and findings:
        text.append(f" · {report.hidden} below --min-verdict not shown")
    if report.interrupted:
        text.append(" · interrupted: the rest was not read", style="bold yellow")
    return text


def _only_visits(visits: list[Finding]) -> str:
    hosts = len({(finding.host.tenant, frozenset(finding.host.ip)) for finding in visits})
    return f"{count(hosts, 'host')} only visited sites of a listed vendor."


def _finding(finding: Finding, report: Report, width: int, console: Console) -> Iterator[Text]:
    head = Text.assemble(
        (f"{finding.verdict.value.upper():<9}", VERDICT_STYLES[finding.verdict]),
        "  ",
        (words.host(finding), "bold"),
        "  ",
        words.product(finding, report.signatures),
        "  ",
        words.SHOWS[finding.shows],
    )
    if finding.state != "open":
        head.append(f"  {printable(finding.state)}", style="bold magenta")
    first, *rest = head.wrap(console, width)
    first.rstrip()
    yield first
    for line in rest:
        yield from hang(line, 11, width, console)
    for reason in finding.reasons:
        yield from hang(Text(printable(reason)), INDENT, width, console)
    yield from packed(_details(finding), INDENT, width, "dim", console)
    yield from _evidence(finding, MAX_ROWS, INDENT, width, console)


def _details(finding: Finding) -> Iterator[str]:
    yield f"{words.span(finding.first_seen, finding.last_seen)} UTC"
    if finding.host.mac:
        yield printable(finding.host.mac)
    others = [f"{one.name} ({one.source})" for one in finding.host.names if one.name != finding.host.name]
    if others:
        yield printable("also " + ", ".join(others))
    yield f"score {finding.score:.2f}"
    if len(finding.bans) > MAX_BANS:
        yield f"{len(finding.bans)} bans"
    elif finding.bans:
        yield printable(", ".join(finding.bans))
    else:
        yield NO_BAN


def _evidence(finding: Finding, most: int, indent: int, width: int, console: Console) -> Iterator[Text]:
    """The strongest evidence, in the order in which it was first seen."""
    strongest = sorted(finding.evidence, key=lambda row: (-row.shows.rank, -row.outcome.rank, row.first_seen))
    shown = sorted(strongest[:most], key=lambda row: (row.first_seen, row.frame.number))
    yield from evidence_lines(shown, indent, width, console)
    if len(finding.evidence) > most:
        left = len(finding.evidence) - most
        yield from hang(Text(f"and {left:,} more (--format json has all)", style="dim"), indent, width, console)


def _visits(visits: list[Finding], report: Report, width: int, console: Console) -> Iterator[Text]:
    for finding in visits:
        head = Text.assemble(words.host(finding), "  ", words.product(finding, report.signatures))
        yield from hang(head, INDENT, width, console)
        yield from _evidence(finding, MAX_VISIT_ROWS, INDENT * 2, width, console)

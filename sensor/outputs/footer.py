"""The end of the table: which bans apply, what was read, what went wrong, what could be seen and what could not."""

from collections.abc import Iterator

from rich.console import Console
from rich.text import Text

from sensor.ledger import visibility
from sensor.model.report import InputReport
from sensor.model.signature import Ban
from sensor.outputs import words
from sensor.outputs.blocks import hang
from sensor.outputs.escape import printable
from sensor.outputs.report import Report

LABEL = 10
"""Cells of the labels' column."""
MAX_PROBLEMS = 10
"""Damaged inputs named: a directory of cut captures must not push the findings off the screen."""


def footer_lines(report: Report, width: int, console: Console) -> Iterator[Text]:
    """Yield the lines, each under its label."""
    for label, texts in _parts(report):
        lines = [line for text in texts for line in hang(text, LABEL, width, console)]
        for number, line in enumerate(lines):
            yield line if number else Text(f"{label:<{LABEL}}", style="bold") + line[LABEL:]


def _parts(report: Report) -> Iterator[tuple[str, list[Text]]]:
    yield "Bans", [_ban(ban) for ban in report.bans]
    yield "Read", [Text(_read(report))]
    yield "Problems", _problems(report)
    yield "Seen", [Text(printable(sentence)) for sentence in visibility(report.coverage)]


def _ban(ban: Ban) -> Text:
    terms = f"{ban.jurisdiction}; forbids to {', '.join(ban.prohibits)}; since {ban.effective}"
    return Text.assemble((printable(ban.id), "bold"), "  ", printable(f"{ban.title}, {ban.citation} ({terms})"))


def _read(report: Report) -> str:
    inputs, signatures = report.inputs, report.signatures
    frames, octets = sum(one.frames for one in inputs), sum(one.bytes for one in inputs)
    text = f"{words.count(len(inputs), 'input')}, {words.count(frames, 'frame')}, {words.size(octets)}"
    times = [time for one in inputs for time in (one.first, one.last) if time is not None]
    if times:
        text += f", {words.span(min(times), max(times))} UTC"
    packs = ", ".join(signatures.packs)
    text += f"; {words.count(len(signatures.signatures), 'signature')} ({packs}) {signatures.sha256[:12]}"
    return printable(text)


def _problems(report: Report) -> list[Text]:
    problems = [_problem(one) for one in report.incomplete]
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        return [*problems[:MAX_PROBLEMS], Text(f"and {words.count(more, 'more input')} (--format json has all)")]
    return problems


def _problem(report: InputReport) -> Text:
    reason = printable(report.error or "not read to its end")
    path = printable(report.path)
    return Text(reason if path in reason else f"{path}: {reason}", style="yellow")

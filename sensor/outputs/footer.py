"""The end of the table: which bans apply, what was read, what went wrong, what could be seen and what could not."""

from collections.abc import Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sensor.findings.words import count
from sensor.ledger.visibility import not_visible, visible
from sensor.model.signature import Ban
from sensor.outputs import words
from sensor.outputs.blocks import GAP, hang
from sensor.outputs.escape import printable
from sensor.outputs.packs import changes_text, packs_text
from sensor.outputs.report import Report, problem_of

LABEL = 10
"""Cells of the labels' column."""
MAX_BANS = 4
"""Bans with a line each; a vendor that many countries ban would fill the screen."""
MAX_PROBLEMS = 10
"""Damaged inputs named: a directory of cut captures must not push the findings off the screen."""

FORBIDDEN = {"procure": "purchase", "sell": "sale", "update": "updates"}
"""What is forbidden, as a noun, where it is not the verb itself."""


def footer_lines(report: Report, width: int, console: Console) -> Iterator[Text]:
    """Yield the lines, each under its label."""
    for label, texts in _parts(report, width):
        lines = [line for text in texts for line in hang(text, LABEL, width, console)]
        for number, line in enumerate(lines):
            yield line if number else Text.assemble((f"{label:<{LABEL}}", "bold"), line[LABEL:])


def _parts(report: Report, width: int) -> Iterator[tuple[str, list[Text]]]:
    yield "Bans", _bans(report.bans, width - LABEL)
    yield "Read", [Text(_read(report))]
    changes = changes_text(report.signatures)
    yield "Overlay", [Text(printable(changes))] if changes else []
    yield "Problems", _problems(report)
    yield "Seen", [Text(printable(visible(report.coverage)))]
    missed = not_visible(report.coverage)
    yield "Not seen", [Text(printable("; ".join(missed)))] if missed else []


def _bans(bans: Sequence[Ban], room: int) -> list[Text]:
    """One line each: what a ban forbids, and to whom, is told where all lines have the room for it. Many: a line a country."""
    if len(bans) > MAX_BANS:
        return _countries(bans)
    ids = max((len(printable(ban.id)) for ban in bans), default=0)
    lines: list[Text] = []
    for terms in (_full_terms, _terms, _title):
        lines = [Text.assemble((f"{printable(ban.id):<{ids}}", "bold"), GAP, printable(terms(ban))) for ban in bans]
        if all(cell_len(line.plain) <= room for line in lines):
            break
    return lines


def _countries(bans: Sequence[Ban]) -> list[Text]:
    """Bans by country and by what they forbid."""
    groups: dict[str, dict[str, list[str]]] = {}
    for ban in bans:
        country = ban.jurisdiction.partition(":")[0]
        groups.setdefault(country, {}).setdefault(_forbidden(ban), []).append(ban.id)
    widest = max(map(len, groups))
    return [
        Text.assemble(
            (f"{printable(country):<{widest}}", "bold"),
            GAP,
            printable("; ".join(f"{forbidden}: {', '.join(ids)}" for forbidden, ids in sorted(terms.items()))),
        )
        for country, terms in sorted(groups.items())
    ]


def _forbidden(ban: Ban) -> str:
    return f"no {' or '.join(FORBIDDEN.get(verb, verb) for verb in ban.prohibits)}"


def _title(ban: Ban) -> str:
    return ban.title


def _terms(ban: Ban) -> str:
    end = f" until {ban.until}" if ban.until else ""
    return f"{ban.title}: {_forbidden(ban)} since {ban.effective}{end}"


def _full_terms(ban: Ban) -> str:
    return f"{_terms(ban)}; {ban.jurisdiction}"


def _read(report: Report) -> str:
    inputs, signatures = report.inputs, report.signatures
    frames, octets = sum(one.frames for one in inputs), sum(one.bytes for one in inputs)
    text = f"{count(len(inputs), 'input')}, {count(frames, 'frame')}, {words.size(octets)}"
    times = [time for one in inputs for time in (one.first, one.last) if time is not None]
    if times:
        text += f", {words.span(min(times), max(times))} UTC"
    text += f"; {count(len(signatures.signatures), 'signature')} ({packs_text(signatures)}) {signatures.sha256[:12]}"
    return printable(text)


def _problems(report: Report) -> list[Text]:
    problems = [Text(problem_of(one), style="yellow") for one in report.incomplete]
    if len(problems) > MAX_PROBLEMS:
        more = len(problems) - MAX_PROBLEMS
        return [*problems[:MAX_PROBLEMS], Text(f"and {count(more, 'more input')} (--format json has all)")]
    return problems

"""Lines of the table: hanging indents, and evidence in as few lines as the width allows."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sensor.model.finding import Evidence
from sensor.model.outcome import Outcome
from sensor.outputs import words
from sensor.outputs.escape import printable

GAP = "  "
DOT = " · "
OUTCOME_STYLES = {
    Outcome.SUCCEEDED: "bold red",
    Outcome.REFUSED: "green",
    Outcome.ATTEMPTED: "yellow",
    Outcome.UNKNOWN: "dim",
}
"""What came through is worse than what was refused."""

LEAST_FOLD = 20
"""Text is never folded narrower than this, however far it is indented: a terminal of 10 columns gets long lines."""


def hang(text: Text, indent: int, width: int, console: Console) -> Iterator[Text]:
    """Yield the lines of *text*, all indented by *indent* and none wider than *width* cells."""
    for line in text.wrap(console, max(width - indent, LEAST_FOLD), overflow="fold"):
        line.rstrip()
        yield Text(" " * indent) + line


def packed(parts: Iterable[str], indent: int, width: int, style: str, console: Console) -> Iterator[Text]:
    """Yield *parts* with dots between them, as many on a line as fit; a part is only split when it is wider itself."""
    line = ""
    for part in parts:
        longer = f"{line}{DOT}{part}" if line else part
        if line and indent + cell_len(longer) > width:
            yield from hang(Text(line, style=style), indent, width, console)
            line = part
        else:
            line = longer
    yield from hang(Text(line, style=style), indent, width, console)


def pad(text: Text, width: int) -> Text:
    """Return *text* filled with spaces to *width* cells; wider text stays as it is."""
    return text + Text(" " * max(0, width - cell_len(text.plain)))


def columns(rows: Sequence[Sequence[Text]]) -> list[int]:
    """Return the width of each column in cells."""
    return [max(cell_len(text.plain) for text in column) for column in zip(*rows, strict=True)]


def beside(cells: Iterable[Text], widths: Iterable[int]) -> Text:
    """Return the cells side by side, padded to their widths, without spaces at the end."""
    line = Text(GAP).join(pad(text, width) for text, width in zip(cells, widths, strict=True))
    line.rstrip()
    return line


def evidence_lines(rows: Sequence[Evidence], indent: int, width: int, console: Console) -> Iterator[Text]:
    """Yield *rows* as a block, in the first layout that the width allows.

    A line each; a line each, where the few long values have one more; the file named once above them; two lines each.
    """
    table = [_cells(row, named=True) for row in rows]
    room = _room_for_values(table, indent, width)
    paths = {row.frame.path for row in rows}
    if room is None and len(paths) == 1:
        table = [_cells(row, named=False) for row in rows]
        room = _room_for_values(table, indent, width)
        yield from hang(Text.assemble(("in ", "dim"), words.path(paths.pop())), indent, width, console)
    layout = _stacked(table, indent, width, console) if room is None else _aligned(table, room, indent, width, console)
    yield from layout


def _room_for_values(table: Sequence[Sequence[Text]], indent: int, width: int) -> int | None:
    """Return the width of the column of values, None where too few would fit beside the others."""
    activity, value, *others = columns(table)
    room = min(value, width - indent - activity - sum(others) - len(GAP) * (len(others) + 1))
    fitting = [length for length in (cell_len(cells[1].plain) for cells in table) if length <= room]
    return max(fitting) if len(fitting) * 2 > len(table) else None


def _aligned(table: Sequence[Sequence[Text]], room: int, indent: int, width: int, console: Console) -> Iterator[Text]:
    widths = columns(table)
    widths[1] = room
    inner = indent + widths[0] + len(GAP)
    for cells in table:
        if cell_len(cells[1].plain) <= room:
            yield Text(" " * indent) + beside(cells, widths)
            continue
        yield from _after(cells[0], widths[0], hang(cells[1], inner, width, console), indent)
        yield Text(" " * indent) + beside((Text(), Text(), *cells[2:]), widths)


def _stacked(table: Sequence[Sequence[Text]], indent: int, width: int, console: Console) -> Iterator[Text]:
    activity = columns(table)[0]
    inner = indent + activity + len(GAP)
    for cells in table:
        yield from _after(cells[0], activity, hang(cells[1], inner, width, console), indent)
        *seen, place = cells[2:]
        facts, all_facts = Text(GAP).join(seen), Text(GAP).join(cells[2:])
        if inner + cell_len(all_facts.plain) <= width:
            yield Text(" " * inner) + all_facts
        else:  # a path and its frame's number stay together as long as they can
            yield from hang(facts, inner, width, console)
            yield from hang(place, inner, width, console)


def _after(label: Text, label_width: int, lines: Iterator[Text], indent: int) -> Iterator[Text]:
    """Yield hanging *lines*, the first with *label* in the space before it."""
    first, *rest = lines
    yield Text.assemble(" " * indent, pad(label, label_width), first[indent + label_width :])
    yield from rest


def _cells(row: Evidence, *, named: bool) -> tuple[Text, ...]:
    number = f"#{row.frame.number}"
    return (
        Text(row.activity.value),
        Text(printable(row.value), style="bold"),
        Text(f"{row.field} ×{row.count:,}"),
        Text(row.outcome.value, style=OUTCOME_STYLES[row.outcome]),
        Text(f"{words.path(row.frame.path)} {number}" if named else number),
    )

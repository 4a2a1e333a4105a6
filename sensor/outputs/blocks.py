"""Lines of the table: hanging indents, and evidence in as few lines as the width allows."""

from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from sensor.model.finding import Evidence
from sensor.model.outcome import Outcome
from sensor.outputs.escape import printable

GAP = "  "
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
    """Yield *rows* as a block: a line each where all fit; else with the file named once, or two lines each."""
    paths = {row.frame.path for row in rows}
    if not _fits(rows, True, indent, width) and len(paths) == 1:
        yield from hang(Text.assemble(("in ", "dim"), printable(paths.pop())), indent, width, console)
        named = False
    else:
        named = True
    table = [_cells(row, named) for row in rows]
    if _fits(rows, named, indent, width):
        widths = columns(table)
        for cells in table:
            yield Text(" " * indent) + beside(cells, widths)
        return
    activity = columns([cells[:1] for cells in table])[0]
    inner = indent + activity + len(GAP)
    for cells in table:
        first, *folded = hang(cells[1], inner, width, console)
        yield Text(" " * indent) + pad(cells[0], activity) + first[indent + activity :]
        yield from folded
        yield from hang(Text(GAP).join(cells[2:]), inner, width, console)


def _fits(rows: Sequence[Evidence], named: bool, indent: int, width: int) -> bool:
    widths = columns([_cells(row, named) for row in rows])
    return indent + sum(widths) + len(GAP) * (len(widths) - 1) <= width


def _cells(row: Evidence, named: bool) -> tuple[Text, ...]:
    number = f"#{row.frame.number}"
    return (
        Text(row.activity.value),
        Text(printable(row.value), style="bold"),
        Text(f"{row.field} ×{row.count:,}"),
        Text(row.outcome.value, style=OUTCOME_STYLES[row.outcome]),
        Text(f"{printable(row.frame.path)} {number}" if named else number),
    )

"""The table of a live run on a terminal: one line for each finding, the latest at the top, and what is read below."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.box import SIMPLE
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from sensor.alerts.times import reading_time
from sensor.findings.words import count
from sensor.model.finding import Finding
from sensor.model.outcome import Outcome
from sensor.model.signature import SignatureSet
from sensor.outputs import words
from sensor.outputs.escape import printable
from sensor.outputs.table import VERDICT_STYLES

SECOND = 1_000_000_000
OTHER_LINES = 6
"""Lines of a terminal that the table's head and foot take."""
LEAST_ROWS = 3


class Row(NamedTuple):
    """One finding, and how often it was seen."""

    finding: Finding
    sights: int


class Status(NamedTuple):
    """What stands below the table."""

    taps: str
    frames: int
    dropped: int
    alerts: int
    troubles: tuple[str, ...] = ()


def live_table(rows: Sequence[Row], status: Status, signatures: SignatureSet, height: int) -> RenderableType:
    """Return the table, the latest of *rows* first, as many as *height* lines hold."""
    room = max(LEAST_ROWS, height - OTHER_LINES - len(status.troubles))
    latest = sorted(rows, key=lambda row: row.finding.last_seen, reverse=True)
    table = Table(box=SIMPLE, expand=True, show_edge=False, pad_edge=False)
    for name in ("last seen, UTC", "verdict", "host", "product", "shows", "outcome"):
        table.add_column(name, overflow="ellipsis", no_wrap=True)
    table.add_column("seen", justify="right", no_wrap=True)
    for row in latest[:room]:
        table.add_row(*_cells(row, signatures))
    return Group(table, _foot(status, len(latest) - room))


def _cells(row: Row, signatures: SignatureSet) -> list[Text]:
    finding = row.finding
    outcome = max((evidence.outcome for evidence in finding.evidence), key=lambda one: one.rank)
    return [
        Text(reading_time(finding.last_seen)),
        Text(finding.verdict.value, style=VERDICT_STYLES[finding.verdict]),
        Text(words.host(finding), style="bold"),
        Text(words.product(finding, signatures)),
        Text(words.SHOWS[finding.shows]),
        Text(outcome.value, style="bold red" if outcome is Outcome.SUCCEEDED else ""),
        Text(f"{row.sights:,}"),
    ]


def _foot(status: Status, hidden: int) -> Text:
    text = Text(f"{printable(status.taps)} · {count(status.frames, 'frame')}", style="dim")
    if status.dropped:
        text.append(f" · {status.dropped:,} dropped", style="bold yellow not dim")
    text.append(f" · {count(status.alerts, 'alert')}")
    if hidden > 0:
        text.append(f" · {hidden:,} more not shown")
    for trouble in status.troubles:
        text.append(f"\n{printable(trouble)}", style="yellow not dim")
    return text


class Screen:
    """Shows the table again and again in the same place; no thread of its own."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(console=console, auto_refresh=False, redirect_stdout=False, redirect_stderr=False)
        self._next = 0

    def show(self, now: int, rows: Sequence[Row], status: Status, signatures: SignatureSet) -> None:
        """Show it, once a second at most; *now* is of a clock that only goes forward."""
        if now < self._next:
            return
        self._next = now + SECOND
        if not self._live.is_started:
            self._live.start()
        self._live.update(live_table(rows, status, signatures, self._console.size.height), refresh=True)

    def close(self) -> None:
        """Leave the last table standing."""
        if self._live.is_started:
            self._live.stop()

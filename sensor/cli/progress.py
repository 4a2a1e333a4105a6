"""A bar on standard error while captures are read; only where a person sees it, and only when it takes a while."""

import sys
import time
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

DELAY = 0.4
"""Seconds before the bar appears: a short scan is over by then and needs no rich at all."""
INTERVAL = 0.1
"""Seconds between two drawings."""

BAR = 24
"""Columns of the bar itself. The line must not fill the terminal: the ``^C`` that it echoes would wrap, and stay."""


class ProgressBar:
    """Called with the bytes read and their total (None: unknown); draws rate and time left."""

    def __init__(self, enabled: bool | None = None) -> None:
        """Draw if *enabled*; None: if standard error is a terminal."""
        self._enabled = sys.stderr.isatty() if enabled is None else enabled
        self._next = time.monotonic() + DELAY
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int | None) -> None:
        """Note that *done* of *total* bytes are read."""
        if not self._enabled:
            return
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + INTERVAL
        if self._bar is None:
            self._bar = _make_bar()
            self._task = self._bar.add_task("reading", total=total)
            self._bar.start()
        assert self._task is not None
        self._bar.update(self._task, completed=done, total=total, refresh=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()


def _make_bar() -> "Progress":
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TaskProgressColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    return Progress(
        BarColumn(bar_width=BAR),
        TaskProgressColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        auto_refresh=False,  # drawn by the reading loop: no second thread to hold it up
        transient=True,  # the results follow; a finished bar says nothing
    )

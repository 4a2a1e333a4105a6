"""The bar: only for people, only when it takes a while."""

import io
import sys

import pytest

from sensor.cli import progress


def test_no_terminal_no_bar(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Logs stay clean."""
    monkeypatch.setattr(progress, "DELAY", 0.0)
    with progress.ProgressBar() as bar:
        bar(1, 10)
    assert capsys.readouterr() == ("", "")


def test_a_short_run_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    """It would only flash."""
    with progress.ProgressBar(enabled=True) as bar:
        bar(1, 10)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("total", [100_000_000, None])
def test_a_long_run_shows_how_far_it_is(monkeypatch: pytest.MonkeyPatch, total: int | None) -> None:
    """On standard error; also where the total is not known (standard input), or smaller than what was read."""
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setattr(progress, "INTERVAL", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    err = io.StringIO()
    err.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", err)
    with progress.ProgressBar() as bar:
        for done in (0, 50_000_000, 200_000_000):
            bar(done, total)
    assert "50.0" in err.getvalue() or "50%" in err.getvalue()

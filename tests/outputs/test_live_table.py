"""The table of a live run."""

import io

from outputs import samples
from rich.console import Console

from sensor.model.finding import Host
from sensor.outputs.live_table import SECOND, Row, Screen, Status, live_table

STATUS = Status("eth0", 12_345, 0, 2)


def text(rows: list[Row], status: Status = STATUS, height: int = 24, width: int = 140) -> str:
    """Return what stands on the terminal."""
    out = io.StringIO()
    Console(file=out, width=width, _environ={}).print(live_table(rows, status, samples.SIGNATURES, height))
    return out.getvalue()


def test_a_line_for_each_finding_the_latest_first() -> None:
    """Who, what, how sure, what became of it, how often."""
    older = samples.finding(host=Host(("10.4.7.1",)), last_seen=samples.NOON - SECOND)
    shown = text([Row(older, 7), Row(samples.finding(last_seen=samples.NOON), 1234)])
    first, second = (line for line in shown.splitlines() if "10.4.7." in line)
    for word in ("2026-08-21 12:00:00", "confirmed", "Kaspersky Endpoint Security", "installed", "succeeded", "1,234"):
        assert word in first
    assert "10.4.7.1 " in second
    assert "eth0 · 12,345 frames · 2 alerts" in shown


def test_losses_and_troubles_are_shown() -> None:
    """What an analyst must know beside the findings."""
    shown = text([], Status("eth0", 1, 9, 0, ("file: disk \x1b[31mfull",)))
    assert "9 dropped" in shown
    assert "file: disk \\x1b[31mfull" in shown


def test_a_small_terminal_shows_the_latest() -> None:
    """And how many more there are."""
    rows = [Row(samples.finding(host=Host((f"10.4.7.{i}",)), last_seen=samples.NOON + i), 1) for i in range(9)]
    shown = text(rows, height=10)
    assert "10.4.7.8" in shown
    assert "10.4.7.1" not in shown
    assert "5 more not shown" in shown


def test_it_is_drawn_once_a_second() -> None:
    """However often it is asked to."""
    out = io.StringIO()
    screen = Screen(Console(file=out, width=100, force_terminal=True, _environ={}))
    for now in range(10):
        screen.show(now * SECOND // 5, [], STATUS, samples.SIGNATURES)
    screen.close()
    screen.close()
    assert 2 <= out.getvalue().count("12,345") <= 3

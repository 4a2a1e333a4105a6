"""Held: a reload that is asked for before there is anything to reload. By itself SIGHUP would end the program."""

import signal

HELD: set[int] = set()
"""Signals that came so far."""


def hold_reloads() -> None:
    """Keep SIGHUP for `release`."""
    signal.signal(signal.SIGHUP, lambda number, _frame: HELD.add(number))


def release() -> bool:
    """Return whether one came, and forget it."""
    asked = bool(HELD)
    HELD.clear()
    return asked

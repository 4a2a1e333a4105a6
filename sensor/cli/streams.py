"""The standard streams, where they are missing or full: a program that is started oddly still ends in order."""

import contextlib
import os
import sys

import click


def lend_missing_streams() -> None:
    """Fill descriptors 0 to 2 that the caller closed (``>&-``), so that no capture or result is opened under their numbers.

    Reading from or writing to a lent one fails like the closed one would have, except that complaints go nowhere.
    """
    if sys.stdin is None:
        _lend(0, os.O_WRONLY)
    if sys.stdout is None:
        _lend(1, os.O_RDONLY)
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115 - lives as long as the program
    if sys.stderr is None:
        _lend(2, os.O_WRONLY)
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def _lend(number: int, mode: int) -> None:
    null = os.open(os.devnull, mode)
    if null != number:
        os.dup2(null, number)
        os.close(null)


def complain(sentence: str) -> None:
    """Print *sentence* to standard error, if that takes it: a full disk there must not change how the program ends."""
    with contextlib.suppress(OSError):
        click.echo(sentence, err=True)

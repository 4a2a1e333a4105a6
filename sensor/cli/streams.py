"""The standard streams, where they are missing or full: a program that is started oddly still ends in order."""

import contextlib
import os
import sys
from typing import TextIO

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


def settle_stderr() -> None:
    """Drop what standard error has not taken: the interpreter would try again at its end, and end with another exit code."""
    try:
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def silence(stream: TextIO) -> None:
    """Point what lies below *stream* at nothing, so that the interpreter's last flush does not complain."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError):  # no file behind it: a test's, or closed already
        pass

"""Where a command's results go: standard output or the file of ``-o``, which appears when it is whole."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterable
from types import TracebackType
from typing import BinaryIO, Self

import click

from sensor.cli.exits import Exit, Failure
from sensor.cli.streams import silence
from sensor.outputs.draft import Draft, can_be_replaced
from sensor.outputs.escape import in_encoding, printable


class Sink:
    """Takes bytes or text. Open it before the work begins: a file that cannot be written must not cost a scan first."""

    def __init__(self, path: str | None, inputs: Iterable[str] = (), *, grows: bool = False) -> None:
        """Open *path*, or standard output if it is None; raises Failure. None of the *inputs* is written over.

        A file that *grows* is written where it is, for those who read along.
        """
        self._name = "standard output" if path is None else printable(path)
        self._path = path
        self._draft: Draft | None = None
        self.encoding = "utf-8"
        if path is None:
            sys.stdout.flush()
            self._out: BinaryIO = sys.stdout.buffer
            self.encoding = sys.stdout.encoding or "utf-8"
            return
        for one in inputs:
            if one != "-" and os.path.exists(path) and os.path.exists(one) and os.path.samefile(path, one):
                raise Failure(f"{self._name} is one of the inputs: name another file with -o")
        if not grows and can_be_replaced(path):
            with contextlib.suppress(OSError):  # a folder that takes no new file: its files may be written all the same
                self._draft = Draft(path)
        try:
            self._out = open(path, "wb") if self._draft is None else self._draft.out  # noqa: SIM115 - closed by __exit__
        except OSError as error:
            raise self._failure(error) from None

    @property
    def is_terminal(self) -> bool:
        """True when a person reads along."""
        return self._path is None and sys.stdout.isatty()

    @property
    def is_file(self) -> bool:
        """True for ``-o FILE``."""
        return self._path is not None

    def write(self, data: bytes | bytearray) -> None:
        """Write *data*; raises Failure when it cannot be (disk full), click's Exit when nobody reads any more."""
        try:
            self._out.write(data)
        except OSError as error:
            raise self._gone(error) from None

    def flush(self) -> None:
        """Hand on what is gathered; raises as `write` does."""
        try:
            self._out.flush()
        except OSError as error:
            raise self._gone(error) from None

    def write_text(self, text: str) -> None:
        """Write *text* in the encoding of the output; what it cannot carry becomes a plain sign or a question mark."""
        self.write(in_encoding(text, self.encoding))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._draft is not None and kind is not None:
            self._draft.drop()
            return
        try:
            if self._draft is not None:
                self._draft.keep()
            elif self.is_file:
                self._out.close()
            else:
                self._out.flush()
        except OSError as closing:
            if kind is None or isinstance(error, click.exceptions.Exit):
                raise self._gone(closing) from None

    def _gone(self, error: OSError) -> Exception:
        if error.errno == errno.EPIPE:
            silence_stdout()
            return click.exceptions.Exit(Exit.PIPE_CLOSED)
        return self._failure(error)

    def _failure(self, error: OSError) -> Failure:
        if not self.is_file:
            silence_stdout()
        left = f"; {self._draft.left}" if self._draft is not None else ""
        return Failure(f"cannot write {self._name}: {error.strerror or error}{left}")


def silence_stdout() -> None:
    """Point standard output at nothing: whoever read it has closed the pipe."""
    silence(sys.stdout)

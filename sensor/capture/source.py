"""Source: what the engine reads frames from. Each kind of source is a module; this one reads files and pipes."""

from collections.abc import Iterator
from typing import Protocol

from sensor.capture.compression import undo
from sensor.capture.errors import BadHeader, InputError, NotACapture, Unrecognised
from sensor.capture.formats import reader_of
from sensor.capture.limits import CHUNK
from sensor.capture.stream import open_stream
from sensor.capture.window import Window
from sensor.model.report import InputReport
from sensor.wire.batch import Batch


class Source(Protocol):
    """Something that frames come from: a file, a pipe, an interface."""

    report: InputReport
    """Filled while reading; ``complete`` and ``error`` are final when ``batches`` has ended."""

    def batches(self) -> Iterator[Batch]:
        """Yield the frames in batches: the same Batch refilled, valid until the next step. Bad input never raises."""

    def position(self) -> tuple[int, int | None]:
        """Return how many bytes of the input are consumed, and how many it has (None: not known beforehand)."""

    def close(self) -> None:
        """Give back what the source holds; more than once does no harm."""


class FileSource:
    """A capture in a file, a pipe or standard input, compressed or not."""

    def __init__(self, path: str, *, chunk: int = CHUNK, limit: int | None = None) -> None:
        """Open *path* and read the head of the capture; raises InputError.

        *chunk* is the number of bytes read at a time, *limit* ends the reading early.
        """
        self.report = InputReport(path)
        self._stream = open_stream(path)
        try:
            self._reader = reader_of(Window(undo(path, self._stream), chunk=chunk, limit=limit), self.report)
        except Unrecognised as error:
            self.close()
            raise NotACapture(path, str(error)) from None
        except BadHeader as error:
            self.close()
            raise InputError(path, str(error)) from None
        except BaseException:
            self.close()
            raise

    def batches(self) -> Iterator[Batch]:
        """Yield the frames in batches: the same Batch refilled, valid until the next step."""
        batch = Batch()
        try:
            while self._reader.fill(batch):
                yield batch
        finally:
            self.close()

    def position(self) -> tuple[int, int | None]:
        """Return how many bytes of the file are read, and how many it has; None for a pipe."""
        return self._stream.position()

    def close(self) -> None:
        """Close the file."""
        self._stream.close()


def open_source(path: str) -> Source:
    """Open the capture at *path* (``-``: standard input); raises InputError."""
    return FileSource(path)

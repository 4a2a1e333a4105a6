"""What a target is, and how one input is checked against what every target promises."""

import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random

import msgspec

MAX_SECONDS = 1.0
"""Processor time for one input; an input that takes longer is tried again before it counts, for a collector may have run."""
REPO = Path(__file__).resolve().parents[2]

Mutate = Callable[[bytes, int, Random], bytes]
"""``mutate(data, most, random)``: another input of at most *most* bytes."""


class Target(msgspec.Struct, frozen=True):
    """One parser, or several that read the same bytes."""

    name: str
    read: Callable[[bytes], object]
    """Takes one input and returns what was seen, as a value whose text tells all. Whatever it raises is a finding, so
    it catches the exceptions that its parser documents."""
    seeds: Callable[[], Iterable[bytes]]
    limit: int = 4096
    """Most bytes of an input."""
    mutate: Mutate | None = None
    """Knows the structure of the input; None: bytes are bytes."""
    share: int = 1
    """Part of the time that it gets."""


class Finding(msgspec.Struct, frozen=True):
    """An input that broke a promise."""

    key: str
    """The same for inputs that break it in the same place."""
    text: str


def check(target: Target, data: bytes) -> str | Finding:
    """Read *data*; return what was seen, as text, or the promise that was broken."""
    before = time.thread_time()
    try:
        seen = str(target.read(data))
    except Exception as error:  # noqa: BLE001 - any is a finding
        return Finding(place_of(error), "".join(traceback.format_exception(error)))
    took = time.thread_time() - before
    if took > MAX_SECONDS:
        before = time.thread_time()
        target.read(data)
        took = time.thread_time() - before
        if took > MAX_SECONDS:
            return Finding("slow", f"{took:.1f} seconds of processor time for {len(data)} bytes")
    return seen


def place_of(error: BaseException) -> str:
    """Name the kind of *error* and the line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if "sensor" in frame.filename] or frames
    return f"{type(error).__name__}-{Path(own[-1].filename).stem}-{own[-1].lineno}"


def corpus(name: str) -> list[Path]:
    """Return the files of the corpus that is in the repository."""
    folder = REPO / "tests/fuzz/corpus" / name
    return sorted(folder.iterdir()) if folder.is_dir() else []

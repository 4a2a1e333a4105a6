"""Bytes between walls: what reads outside its part of a buffer is found out."""

from collections.abc import Callable
from typing import SupportsIndex, TypeVar

import sensor.wire.name

COMPILED = not (sensor.wire.name.__file__ or "").endswith(".py")
"""True where the build under test is the compiled one, whose readers need real buffers."""
BEFORE = b"\xc0\x0c\x16\x03\x01\x00" * 3
BEHIND = b"\x00\xff\x0a\x10" * 5
"""What lies around: bytes that would be taken for something."""

T = TypeVar("T")


class OutsideError(AssertionError):
    """A reader looked outside its part of the buffer."""


class Walled(bytes):
    """Bytes of which only ``first`` to ``last`` may be read."""

    first: int
    last: int

    def __getitem__(self, key: SupportsIndex | slice) -> int | bytes:  # type: ignore[override]
        if type(key) is int:  # first, and without a call: nearly all that is asked
            if self.first <= key < self.last:
                return super().__getitem__(key)
        elif isinstance(key, slice):
            start = 0 if key.start is None else key.start
            stop = len(self) if key.stop is None else key.stop
            if start >= stop or self.first <= start <= stop <= self.last:
                return super().__getitem__(key)
        raise OutsideError(f"{key} of [{self.first}:{self.last}]")


def walled(data: bytes) -> bytes:
    """Return *data* with something around it; the interpreted build may not look there."""
    if COMPILED:
        return BEFORE + data + BEHIND
    buffer = Walled(BEFORE + data + BEHIND)
    buffer.first = len(BEFORE)
    buffer.last = len(BEFORE) + len(data)
    return buffer


def placed(data: bytes, read: Callable[[bytes, int, int], T]) -> T:
    """Return what ``read(buffer, pos, end)`` gives for *data*, which may depend on neither its place nor its neighbours."""
    alone = read(data, 0, len(data))
    inside = read(walled(data), len(BEFORE), len(BEFORE) + len(data))
    if alone != inside:
        raise OutsideError(f"alone it gives {alone!r}, between other bytes {inside!r}")
    return alone

"""Meters: numbers that a worker writes down in memory that it shares with the main process, so that they outlive it."""

import mmap

READING = 0
"""Number of the block that is being read; behind its end that of the next."""
DONE = 1
"""Number of the last block that was read to its end."""
FRAMES = 2
BYTES = 3
LAST = 4
"""Time of the last frame."""
COLUMNS = 8
"""Numbers of one row: a cache line, so that workers do not disturb each other."""


class Meter:
    """The row of one tap of one worker; see the columns above."""

    def __init__(self, row: memoryview) -> None:
        self.row = row

    def __getitem__(self, column: int) -> int:
        return int(self.row[column])

    def __setitem__(self, column: int, value: int) -> None:
        self.row[column] = value

    def begin(self, block: int) -> None:
        """The block of number *block* is about to be read."""
        self.row[READING] = block

    def pause(self) -> None:
        """Nothing is being read now; what was begun goes on later."""
        self.row[READING] = self.row[DONE]

    def done(self, block: int, frames: int, size: int, last: int) -> None:
        """It was read and told: *frames* of *size* bytes, the last at time *last*."""
        self.row[FRAMES] += frames
        self.row[BYTES] += size
        if frames:
            self.row[LAST] = last
        self.row[DONE] = block


def make_meters(count: int) -> list[Meter]:
    """Return *count* meters in memory that child processes share."""
    view = memoryview(mmap.mmap(-1, max(count, 1) * COLUMNS * 8)).cast("q")
    return [Meter(view[at * COLUMNS : (at + 1) * COLUMNS]) for at in range(count)]

"""An output into a file: each letter exactly once, also across ``kill -9``."""

import contextlib
from collections.abc import Sequence

from sensor.engine.live.clock import Moment
from sensor.engine.live.letters import LOT, Letter, Letters, Place
from sensor.outputs.file import At, LineFile, arrived


class FileChannel:
    """A file.

    Where the letters are about to stand is remembered before they are written; after a crash the file is asked which of them
    are there.
    """

    def __init__(self, file: LineFile) -> None:
        self.file = file
        self.name = f"file:{file.path}"
        self.trouble = ""
        self.dropped = 0
        self.held = False

    def recover(self, letters: Letters) -> None:
        """Find out what the file got of what was being written when the process ended."""
        intent = letters.intent(self.name)
        if intent is None:
            return
        found = [letter for letter in letters.waiting(self.name, 0, LOT) if letter.seq <= intent.upto]
        try:
            whole = arrived(self.file.path, At(*intent.place), [letter.line for letter in found])
        except OSError as error:
            self.trouble = f"{self.file.path}: {error.strerror}"
            return
        if whole:
            letters.arrived(self.name, found[whole - 1].seq)

    def pump(self, letters: Letters, at: Moment, /) -> None:
        """Append what is waiting."""
        try:
            self.file.open(at.steady)
            grown = self._rotate(at)
            while found := letters.waiting(self.name, 0, LOT):
                letters.intend(self.name, found[-1].seq, Place(*self.file.at()))
                self._append(letters, found)
        except OSError as error:
            self.trouble = f"{self.file.path}: {error.strerror or error}"
        else:
            self.trouble = grown

    def _rotate(self, at: Moment) -> str:
        """Begin a new file if that is due; where it cannot be begun say so, and let the old one grow: alerts do not wait for it."""
        try:
            self.file.rotate(at.steady, at.wall)
        except OSError as error:
            self.file.open(at.steady)
            return f"{self.file.path}: no new file can be begun, so it grows on ({error.strerror or error})"
        return ""

    def _append(self, letters: Letters, lot: Sequence[Letter]) -> None:
        """Append all at once; where the disk takes only some, those."""
        try:
            self.file.append(b"".join(letter.line for letter in lot))
            with contextlib.suppress(OSError):  # it stands there; a disk that fails later is found by the next line
                self.file.sync()
        except OSError:
            if len(lot) == 1:
                raise
            for letter in lot:
                letters.intend(self.name, letter.seq, Place(*self.file.at()))
                self.file.append(letter.line)
                letters.arrived(self.name, letter.seq)
        letters.arrived(self.name, lot[-1].seq)

    def event(self, line: bytes, at: Moment, /) -> None:
        """Append an event."""
        try:
            self.file.open(at.steady)
            self.file.append(line)
        except OSError as error:
            self.trouble = f"{self.file.path}: {error.strerror or error}"
            self.dropped += 1

    def reopen(self) -> None:
        """Begin a new file if somebody moved this one away."""
        self.file.close()

    def close(self) -> None:
        """Let go."""
        self.file.close()

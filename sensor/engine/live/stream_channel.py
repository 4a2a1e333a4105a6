"""An output into a stream: standard output."""

import errno
import os
import select

from sensor.engine.live.clock import Moment
from sensor.engine.live.letters import LOT, Letters

PIPE_BYTES = 4096
"""What a pipe takes at once when it says that it takes anything (PIPE_BUF, pipe(7))."""
WAITED_FOR = {errno.EAGAIN, errno.EDQUOT, errno.EFBIG, errno.ENOSPC}
"""Why standard output takes nothing at the moment: it may be a file on a full disk."""
MAX_EVENTS = 1 << 20
"""Bytes of events (``stats``, ``engine``) that wait for standard output; further ones are dropped and counted."""


class StreamChannel:
    """Standard output: a slow reader or a full disk is waited for, a reader that went away ends the program (BrokenPipeError)."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.name = "stdout"
        self.trouble = ""
        self.dropped = 0
        self._rest = bytearray()
        self._letter = 0
        """The last letter in `_rest`, to be marked when that is empty."""

    @property
    def held(self) -> bool:
        """True while its reader has not taken everything."""
        return bool(self._rest)

    def pump(self, letters: Letters, _at: Moment, /) -> None:
        """Write what the reader takes."""
        while self._flush(letters):
            lot = letters.waiting(self.name, self._letter, LOT)
            if not lot:
                return
            self._rest += b"".join(letter.line for letter in lot)
            self._letter = lot[-1].seq

    def _flush(self, letters: Letters) -> bool:
        """Write what is held; true when all of it is gone."""
        full = ""
        try:
            while self._rest and self._writable():
                del self._rest[: os.write(self.fd, self._rest[:PIPE_BYTES])]
        except OSError as error:
            if error.errno not in WAITED_FOR:
                raise
            full = error.strerror or ""
        if self._rest:
            self.trouble = f"standard output: {full or 'its reader is slow'}"
            return False
        self.trouble = ""
        if self._letter:
            letters.arrived(self.name, self._letter)
            self._letter = 0
        return True

    def _writable(self) -> bool:
        return bool(select.select([], [self.fd], [], 0)[1])

    def event(self, line: bytes, _at: Moment, /) -> None:
        """Write an event behind what is held."""
        if len(self._rest) + len(line) > MAX_EVENTS:
            self.dropped += 1
        else:
            self._rest += line

    def reopen(self) -> None:
        """There is nothing to open."""

    def close(self) -> None:
        """The stream is not ours to close."""

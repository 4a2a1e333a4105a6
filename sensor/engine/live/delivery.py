"""Delivery: takes letters from the state to every output, each at its own pace, and remembers how far each has come."""

import contextlib
import errno
import os
import select
import time
from collections.abc import Sequence
from typing import Protocol

import msgspec

from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.state import Letter, Place, State
from sensor.outputs.file import At, LineFile, arrived
from sensor.outputs.syslog.sender import Sender

LOT = 200
"""Letters taken out of the state at once."""
LAST_SECONDS = 10
"""Given to the outputs to take the rest when the sensor stops; what they do not take waits in the state."""
PIPE_BYTES = 4096
"""What a pipe takes at once when it says that it takes anything (PIPE_BUF, pipe(7))."""
WAITED_FOR = {errno.EAGAIN, errno.EDQUOT, errno.EFBIG, errno.ENOSPC}
"""Why standard output takes nothing at the moment: it may be a file on a full disk."""
MAX_EVENTS = 1 << 20
"""Bytes of events (``stats``, ``engine``) that wait for standard output; further ones are dropped and counted."""


class OutputCounts(msgspec.Struct, frozen=True):
    """How an output is doing."""

    name: str
    waiting: int
    lost: int
    """Alerts that it never got because too many waited."""
    events_dropped: int
    """Events, not alerts, that it could not take."""
    trouble: str
    """Why nothing goes through at the moment."""


class Channel(Protocol):
    """One output."""

    name: str
    dropped: int
    """Events that were not written."""

    @property
    def trouble(self) -> str:
        """Why nothing goes through at the moment; empty while it does."""

    @property
    def held(self) -> bool:
        """True while something was taken for it that it has not written, beside what waits in the state."""

    def pump(self, state: State, at: Moment, /) -> None:
        """Send what is waiting, as far as it is taken now."""

    def event(self, line: bytes, at: Moment, /) -> None:
        """Write an event beside the alerts; one that is not taken is counted and gone."""

    def reopen(self) -> None:
        """Open anew what somebody may have moved away."""

    def close(self) -> None:
        """Let go."""


class FileChannel:
    """A file: each letter exactly once, also across ``kill -9``.

    Where the letters are about to stand is remembered before they are written; after a crash the file is asked which of them
    are there.
    """

    def __init__(self, file: LineFile) -> None:
        self.file = file
        self.name = f"file:{file.path}"
        self.trouble = ""
        self.dropped = 0
        self.held = False

    def recover(self, state: State) -> None:
        """Find out what the file got of what was being written when the process ended."""
        intent = state.intent(self.name)
        if intent is None:
            return
        letters = [letter for letter in state.waiting(self.name, 0, LOT) if letter.seq <= intent.upto]
        try:
            whole = arrived(self.file.path, At(*intent.place), [letter.line for letter in letters])
        except OSError as error:
            self.trouble = f"{self.file.path}: {error.strerror}"
            return
        if whole:
            state.arrived(self.name, letters[whole - 1].seq)

    def pump(self, state: State, at: Moment, /) -> None:
        """Append what is waiting."""
        try:
            self.file.open(at.steady)
            grown = self._rotate(at)
            while letters := state.waiting(self.name, 0, LOT):
                state.intend(self.name, letters[-1].seq, Place(*self.file.at()))
                self._append(state, letters)
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

    def _append(self, state: State, letters: Sequence[Letter]) -> None:
        """Append all at once; where the disk takes only some, those."""
        try:
            self.file.append(b"".join(letter.line for letter in letters))
            with contextlib.suppress(OSError):  # it stands there; a disk that fails later is found by the next line
                self.file.sync()
        except OSError:
            if len(letters) == 1:
                raise
            for letter in letters:
                state.intend(self.name, letter.seq, Place(*self.file.at()))
                self.file.append(letter.line)
                state.arrived(self.name, letter.seq)
        state.arrived(self.name, letters[-1].seq)

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

    def pump(self, state: State, _at: Moment, /) -> None:
        """Write what the reader takes."""
        while self._flush(state):
            letters = state.waiting(self.name, self._letter, LOT)
            if not letters:
                return
            self._rest += b"".join(letter.line for letter in letters)
            self._letter = letters[-1].seq

    def _flush(self, state: State) -> bool:
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
            state.arrived(self.name, self._letter)
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


class SyslogChannel:
    """A receiver of syslog messages; it gets alerts only."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.name = sender.receiver.url
        self.dropped = 0
        self.held = False

    @property
    def trouble(self) -> str:
        """Why nothing goes through at the moment."""
        return self.sender.trouble

    def pump(self, state: State, at: Moment, /) -> None:
        """Send what the connection takes."""
        self._step(state, at.steady)
        while self.sender.room:
            letters = state.waiting(self.name, self.sender.taken, LOT)
            if not letters or not self._give(letters):
                break
        self._step(state, at.steady)

    def _give(self, letters: Sequence[Letter]) -> bool:
        """Give *letters* to the connection; true when it took all."""
        for letter in letters:
            if not self.sender.room or not self.sender.give(letter.seq, letter.line):
                return False
        return True

    def _step(self, state: State, now: int) -> None:
        last = self.sender.step(now)
        if last:
            state.arrived(self.name, last)

    def event(self, _line: bytes, _at: Moment, /) -> None:
        """Events stay here."""

    def reopen(self) -> None:
        """Look the receiver up again."""
        self.sender.look_up()

    def close(self) -> None:
        """Let go."""
        self.sender.close()


class Delivery:
    """All outputs of a run."""

    def __init__(self, state: State, channels: Sequence[Channel]) -> None:
        self.state = state
        self.channels: list[Channel] = []
        self.replace(channels)

    def replace(self, channels: Sequence[Channel]) -> None:
        """Deliver to *channels* from now on."""
        for old in self.channels:
            old.close()
        self.channels = list(channels)
        self.state.register([channel.name for channel in channels])
        for channel in channels:
            if isinstance(channel, FileChannel):
                channel.recover(self.state)

    @property
    def busy(self) -> bool:
        """True while an output has not got everything."""
        return any(channel.held or self.state.waits(channel.name) for channel in self.channels)

    def pump(self, at: Moment) -> None:
        """Send what is waiting everywhere."""
        for channel in self.channels:
            channel.pump(self.state, at)

    def event(self, line: bytes, at: Moment) -> None:
        """Write an event wherever events go."""
        for channel in self.channels:
            channel.event(line, at)

    def reopen(self) -> None:
        """Open everything anew."""
        for channel in self.channels:
            channel.reopen()

    def counts(self) -> list[OutputCounts]:
        """Return how the outputs are doing."""
        return [
            OutputCounts(
                channel.name,
                self.state.left(channel.name),
                self.state.lost(channel.name),
                channel.dropped,
                channel.trouble,
            )
            for channel in self.channels
        ]

    def close(self, clock: Clock) -> int:
        """Give the outputs a last chance; return how many letters the worst of them leaves in the state."""
        until = clock.steady() + LAST_SECONDS * 1_000_000_000
        self.pump(clock.now())
        while clock.steady() < until and any(self.state.left(c.name) and not self._hopeless(c) for c in self.channels):
            time.sleep(0.05)
            self.pump(clock.now())
        left = max((self.state.left(channel.name) for channel in self.channels), default=0)
        for channel in self.channels:
            channel.close()
        return left

    def _hopeless(self, channel: Channel) -> bool:
        """True for a file: what the disk does not take now it will not take within seconds."""
        return isinstance(channel, FileChannel)

"""An output to a receiver of syslog messages."""

from collections.abc import Sequence

from sensor.engine.live.clock import Moment
from sensor.engine.live.letters import LOT, Letter, Letters
from sensor.outputs.syslog.sender import Sender


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

    def pump(self, letters: Letters, at: Moment, /) -> None:
        """Send what the connection takes."""
        self._step(letters, at.steady)
        while self.sender.room:
            lot = letters.waiting(self.name, self.sender.taken, LOT)
            if not lot or not self._give(lot):
                break
        self._step(letters, at.steady)

    def _give(self, lot: Sequence[Letter]) -> bool:
        """Give *lot* to the connection; true when it took all."""
        for letter in lot:
            if not self.sender.room or not self.sender.give(letter.seq, letter.line):
                return False
        return True

    def _step(self, letters: Letters, now: int) -> None:
        last = self.sender.step(now)
        if last:
            letters.arrived(self.name, last)

    def event(self, _line: bytes, _at: Moment, /) -> None:
        """Events stay here."""

    def reopen(self) -> None:
        """Look the receiver up again."""
        self.sender.look_up()

    def close(self) -> None:
        """Let go."""
        self.sender.close()

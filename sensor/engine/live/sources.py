"""Sources: what an observation's input is called. Files come and go, so each gets a number that is its own."""

from collections import OrderedDict

import msgspec

from sensor.model.match import Match
from sensor.model.observation import Observation

MAX_NAMES = 65_536
"""Files whose names are remembered for evidence that is still held, some 10 MB."""


class Sources:
    """Names by `Observation.source`; *files*: the one tap is a folder, and what counts is the file."""

    def __init__(self, *, files: bool) -> None:
        self._files = files
        self.taps: tuple[str, ...] = ()
        self._names: OrderedDict[int, str] = OrderedDict()
        self._number = -1

    def opened(self, taps: tuple[str, ...]) -> None:
        """Take the interfaces, by their number, or the folder."""
        self.taps = taps
        if not self._files:
            self._names.update(enumerate(taps))

    def file_started(self, path: str, number: int) -> None:
        """Observations from now on are of *path*; *number* was never given before, in no run that left evidence."""
        self._number = number
        self._names[self._number] = path
        if len(self._names) > MAX_NAMES:
            self._names.popitem(last=False)

    def placed(self, observation: Observation, matches: list[Match]) -> tuple[Observation, list[Match]]:
        """Return both with the number of the file that they come from."""
        if not self._files or observation.source == self._number:
            return observation, matches
        placed = msgspec.structs.replace(observation, source=self._number)
        return placed, [msgspec.structs.replace(match, observation=placed) for match in matches]

    def path(self, source: int) -> str:
        """Return the interface or file, empty when it is no longer known."""
        return self._names.get(source, "")

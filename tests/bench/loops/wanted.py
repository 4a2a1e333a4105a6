"""Which names the loops look for."""

import json
from collections.abc import Iterable
from pathlib import Path


class Wanted:
    """The names of the signatures, as a loop in Python would hold them."""

    def __init__(self, path: str) -> None:
        names = json.loads(Path(path).read_text())
        self.exact = frozenset(names["exact"])
        self.suffix = frozenset(names["suffix"])
        self.sightings: int = 0

    def look(self, names: Iterable[str]) -> None:
        """Count those that are wanted."""
        for name in names:
            self.sightings += self.wants(name.lower().rstrip("."))

    def wants(self, name: str) -> bool:
        """True for a whole name or one below a suffix."""
        if name in self.exact:
            return True
        while name not in self.suffix:
            _label, dot, name = name.partition(".")
            if not dot:
                return False
        return True

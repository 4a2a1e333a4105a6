"""The first observation of each piece of evidence, kept until its finding's verdict is known.

`scan --format eve` writes one alert per finding and piece of evidence, at the end: only then are the verdict and the
outcome true. What it needs of the traffic until then is one observation per signature, field, value and pair of hosts.
"""

from sensor.model.finding import Evidence
from sensor.model.match import Match
from sensor.model.observation import Observation

MAX_SIGHTINGS = 20_000
"""Observations kept: some 30 MB at most. Past it an alert is made of its evidence alone (`alert.body_of`)."""


class FirstSightings:
    """Keeps the first observation of each (signature, field, value, asking side, asked side)."""

    def __init__(self) -> None:
        self._known: set[tuple[int, str, str, str, str]] = set()
        self._seen: dict[tuple[int, int, int, str, str], Observation] = {}

    def add(self, observation: Observation, matches: list[Match]) -> None:
        """Keep *observation* for those of its *matches* that are the first of their kind."""
        asking, asked = observation.asks_from[0], observation.asks_to[0]
        for match in matches:
            if len(self._known) >= MAX_SIGHTINGS:
                return
            known = (match.signature.sid, match.field, match.value, asking, asked)
            if known not in self._known:
                self._known.add(known)
                place = (observation.source, observation.frame, match.signature.sid, match.field, match.value)
                self._seen.setdefault(place, observation)

    def find(self, evidence: Evidence, source: int) -> Observation | None:
        """Return the observation at the frame that *evidence* names, in input number *source*; None if not kept."""
        return self._seen.get((source, evidence.frame.number, evidence.sid, evidence.field, evidence.value))

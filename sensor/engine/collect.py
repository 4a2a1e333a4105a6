"""Where the observations of a scan go: matched, tracked, and handed to whoever listens."""

from collections.abc import Callable

from sensor.findings.tracker import Tracker
from sensor.match.matcher import Matcher
from sensor.model.match import Match
from sensor.model.observation import DEVICE_KINDS, NEIGHBOUR_KINDS, Observation

OnEvent = Callable[[Observation, list[Match]], None]

WATCHED_KINDS = frozenset({"tls", "quic", "http"})
"""Kinds whose conversation tells the outcome; a DNS response tells its own."""


class ObserveSink:
    """Hands on every observation; nothing is matched."""

    def __init__(self, on_event: OnEvent) -> None:
        self.on_event = on_event

    def observed(self, observation: Observation) -> bool:
        """Hand it on."""
        self.on_event(observation, [])
        return False


class ScanSink:
    """Matches observations and gathers what they amount to."""

    def __init__(self, matcher: Matcher, tracker: Tracker, on_event: OnEvent | None) -> None:
        self.matcher = matcher
        self.tracker = tracker
        self.on_event = on_event

    def observed(self, observation: Observation) -> bool:
        """Match it; watch the conversation of what matched."""
        self.tracker.seen(observation)
        if observation.kind in NEIGHBOUR_KINDS and not (
            self.matcher.wants_neighbours and observation.kind in DEVICE_KINDS
        ):
            return False
        matches = self.matcher.match(observation)
        if not matches:
            return False
        for match in matches:
            self.tracker.add(match)
        if self.on_event is not None:
            self.on_event(observation, matches)
        return observation.kind in WATCHED_KINDS

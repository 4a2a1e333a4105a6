"""What a pipeline sees of some frames: two of them agree, or something was lost on the way."""

from sensor.engine.reader import InputReader
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.signatures import load

MATCHER = Matcher(load(None))


class Seen:
    """Everything that a pipeline observes, and what became of the conversations that it follows."""

    def __init__(self, *, observe_all: bool, follow_all: bool) -> None:
        """With *follow_all*, each conversation is followed that can be; else those that signatures want."""
        self.reader = InputReader("-", 0, MATCHER, self, self.outcome, observe_all=observe_all)
        self.follow_all = follow_all
        self.told: list[tuple[object, ...]] = []

    def outcome(self, outcome: FlowOutcome) -> None:
        """Take an outcome."""
        self.told.append((outcome.ts, outcome.outcome, outcome.detail))

    def observed(self, observation: Observation) -> bool:
        """Take an observation."""
        self.told.append((observation.ts, observation.kind, observation.src, observation.dst, observation.body))
        return self.follow_all or bool(MATCHER.match(observation))

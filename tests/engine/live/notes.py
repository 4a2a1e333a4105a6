"""A listener that writes down what it is told, and plans to look by."""

from collections.abc import Callable

from sensor.engine.live.messages import BlindEvent, LiveStats, Plan
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport
from sensor.signatures import load

PLAN = Plan(load(None))
UPDATE_HOST = "s07.upd.kaspersky.com"
"""A name that the signatures that ship want."""


class Notes:
    """Everything in the order in which it was told."""

    def __init__(self) -> None:
        self.matches: list[tuple[int, int, str, str]] = []
        """Source, frame, kind and value of each match."""
        self.others: list[str] = []
        """Kinds of what no signature wants."""
        self.outcomes: list[FlowOutcome] = []
        self.last: LiveStats | None = None
        self.blinds: list[BlindEvent] = []
        self.files: list[str] = []
        self.reports: list[InputReport] = []
        self.taps: tuple[str, ...] = ()
        self.closed = 0
        self.plan: Plan | None = None
        self.each_tick: Callable[[], bool] = lambda: False

    def matched(self, observation: Observation, matches: list[Match]) -> None:
        """Note a match."""
        self.matches += [(observation.source, observation.frame, observation.kind, match.value) for match in matches]

    def seen(self, observation: Observation) -> None:
        """Note what is no match."""
        self.others.append(observation.kind)

    def outcome(self, outcome: FlowOutcome) -> None:
        """Note an outcome."""
        self.outcomes.append(outcome)

    def stats(self, stats: LiveStats) -> None:
        """Note the counters."""
        self.last = stats

    def blind(self, event: BlindEvent) -> None:
        """Note a time without sight."""
        self.blinds.append(event)

    def opened(self, taps: tuple[str, ...]) -> None:
        """Note that all is open."""
        self.taps = taps

    def file_started(self, path: str) -> None:
        """Note a file."""
        self.files.append(path)

    def file_done(self, report: InputReport) -> None:
        """Note what it came to."""
        self.reports.append(report)

    def pause(self) -> float:
        """Want a tick as often as there is one."""
        return 0.0

    def tick(self, now: int) -> bool:
        """Do what the test does now and then."""
        return self.each_tick()

    def reload(self) -> Plan | None:
        """Give the test's plan."""
        return self.plan

    def close(self) -> None:
        """Note the end."""
        self.closed += 1

"""Policy: which changes of a finding are worth an alert. Everything else is a counter.

A finding is told when it opens, when its verdict rises, and when an attempt first succeeds. Success is a connection that
was served: that a name was looked up with success says only that it exists. Visits are told where that is asked for.
"""

import enum

import msgspec

from sensor.model.fields import DNS_ANSWER, DNS_QUERY
from sensor.model.finding import Evidence, Finding, Verdict
from sensor.model.outcome import Outcome
from sensor.model.signature import Shows


class Change(enum.StrEnum):
    """Why an alert is written."""

    OPENED = "opened"
    RAISED = "verdict_raised"
    SUCCEEDED = "first_success"
    BLIND = "blind"
    """The sensor could not see."""


class Policy(msgspec.Struct, frozen=True):
    """What is worth an alert."""

    least: Verdict = Verdict.POSSIBLE
    """A finding is told from this verdict on."""
    visits: bool = False
    """Tell of hosts that only visited a listed vendor's sites."""

    def wants(self, finding: Finding) -> bool:
        """True when *finding* is told at all."""
        if finding.shows is Shows.ACCESS and not self.visits:
            return False
        return finding.verdict.rank >= self.least.rank


class Told(msgspec.Struct, frozen=True):
    """What was last said of a finding: kept across restarts, and longer than its evidence."""

    shows: Shows
    verdict: Verdict
    succeeded: bool
    number: int = 1
    """Alerts so far."""
    count: int = 0
    """Sights at the last alert."""


def changes(before: Told | None, finding: Finding, policy: Policy) -> tuple[Change, ...]:
    """Return what is to be told of *finding* after *before* (None: nothing was), in one alert; empty for nothing."""
    if not policy.wants(finding):
        return ()
    if before is None or (before.shows is Shows.ACCESS and finding.shows is not Shows.ACCESS):
        return (Change.OPENED,)
    found = []
    if finding.verdict.rank > before.verdict.rank and finding.shows.rank >= before.shows.rank:
        found.append(Change.RAISED)
    if succeeded(finding) and not before.succeeded:
        found.append(Change.SUCCEEDED)
    return tuple(found)


def told(before: Told | None, finding: Finding) -> Told:
    """Return what has been said once an alert of *finding* is written. What was said is never taken back."""
    if before is None or before.shows.rank < finding.shows.rank:
        verdict = finding.verdict
    else:
        verdict = max(before.verdict, finding.verdict, key=lambda verdict: verdict.rank)
    only_visited = before is not None and before.shows is Shows.ACCESS and finding.shows is not Shows.ACCESS
    return Told(
        shows=finding.shows if before is None else max(before.shows, finding.shows, key=lambda shows: shows.rank),
        verdict=verdict,
        succeeded=succeeded(finding) or (before is not None and before.succeeded and not only_visited),
        number=before.number + 1 if before is not None else 1,
        count=sights(finding),
    )


def is_served(evidence: Evidence) -> bool:
    """True for a connection that succeeded."""
    return evidence.outcome is Outcome.SUCCEEDED and evidence.field not in (DNS_QUERY, DNS_ANSWER)


def succeeded(finding: Finding) -> bool:
    """True when something that counts for *finding* was served."""
    return any(is_served(evidence) and evidence.shows is finding.shows for evidence in finding.evidence)


def sights(finding: Finding) -> int:
    """Return how often anything of *finding* was seen."""
    return sum(evidence.count for evidence in finding.evidence)


def spoken_for(finding: Finding, reasons: tuple[Change, ...]) -> Evidence:
    """Return the piece of evidence that an alert shows: what was served where that is news, else the latest of its class."""
    own = [evidence for evidence in finding.evidence if evidence.shows is finding.shows]
    if Change.SUCCEEDED in reasons or Change.OPENED in reasons:
        own = [evidence for evidence in own if is_served(evidence)] or own
    return max(own, key=lambda evidence: (evidence.last_seen, evidence.outcome.rank, -evidence.sid, evidence.value))

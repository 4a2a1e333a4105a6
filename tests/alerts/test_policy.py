"""What is worth an alert, and what is only counted."""

import pytest
from outputs import samples

from sensor.alerts.policy import Change, Policy, Told, changes, sights, spoken_for, succeeded, told
from sensor.model.finding import Finding, Verdict
from sensor.model.outcome import Outcome
from sensor.model.signature import Shows

POLICY = Policy()


def attempt(outcome: Outcome = Outcome.ATTEMPTED, verdict: Verdict = Verdict.LIKELY, **changes: object) -> Finding:
    """Return a finding of one connection."""
    return samples.finding(verdict=verdict, evidence=(samples.evidence(outcome=outcome, **changes),))


def after(*findings: Finding) -> Told | None:
    """Return what is remembered once all of them were told."""
    before = None
    for finding in findings:
        before = told(before, finding)
    return before


@pytest.mark.parametrize(
    ("before", "now", "wanted"),
    [
        ((), attempt(), (Change.OPENED,)),
        ((), attempt(Outcome.SUCCEEDED), (Change.OPENED,)),
        ((attempt(),), attempt(count=1000), ()),
        ((attempt(),), attempt(verdict=Verdict.CONFIRMED), (Change.RAISED,)),
        ((attempt(verdict=Verdict.CONFIRMED),), attempt(verdict=Verdict.POSSIBLE), ()),
        ((attempt(),), attempt(Outcome.SUCCEEDED), (Change.SUCCEEDED,)),
        ((attempt(Outcome.SUCCEEDED),), attempt(Outcome.SUCCEEDED), ()),
        ((attempt(Outcome.SUCCEEDED), attempt()), attempt(Outcome.SUCCEEDED), ()),
        ((attempt(),), attempt(Outcome.SUCCEEDED, Verdict.CONFIRMED), (Change.RAISED, Change.SUCCEEDED)),
        ((attempt(verdict=Verdict.CONFIRMED), attempt()), attempt(verdict=Verdict.CONFIRMED), ()),
    ],
)
def test_changes(before: tuple[Finding, ...], now: Finding, wanted: tuple[Change, ...]) -> None:
    """Opened, raised, first success; nothing for more of the same, and nothing twice."""
    assert changes(after(*before), now, POLICY) == wanted


def test_a_lookup_that_succeeds_is_no_success() -> None:
    """The name exists: nothing was served."""
    finding = samples.finding(verdict=Verdict.LIKELY, evidence=(samples.dns_evidence(outcome=Outcome.SUCCEEDED),))
    assert not succeeded(finding)
    assert changes(after(attempt()), finding, POLICY) == ()


def test_a_success_of_a_lesser_class_is_none_of_the_finding() -> None:
    """That the website was read says nothing about updates."""
    finding = samples.finding(
        evidence=(
            samples.evidence(outcome=Outcome.ATTEMPTED),
            samples.evidence(shows=Shows.ACCESS, outcome=Outcome.SUCCEEDED),
        )
    )
    assert not succeeded(finding)


def test_visits_are_told_only_where_that_is_asked_for() -> None:
    """A visit is no installation."""
    assert changes(None, samples.visit(), POLICY) == ()
    assert changes(None, samples.visit(), Policy(visits=True)) == (Change.OPENED,)


def test_an_installation_behind_a_visit_is_opened() -> None:
    """The visit was told; this is another thing."""
    visit = after(samples.visit(verdict=Verdict.CONFIRMED))
    found = attempt(verdict=Verdict.POSSIBLE)
    assert changes(visit, found, POLICY) == (Change.OPENED,)
    again = told(visit, found)
    assert (again.shows, again.verdict, again.number) == (Shows.INSTALLED, Verdict.POSSIBLE, 2)


def test_what_a_visitor_was_served_is_no_success_of_the_installation() -> None:
    """That is told when it comes, once."""
    visit = after(samples.visit(evidence=(samples.evidence(shows=Shows.ACCESS, outcome=Outcome.SUCCEEDED),)))
    assert visit is not None
    assert visit.succeeded
    installed = told(visit, attempt())
    assert changes(installed, attempt(Outcome.SUCCEEDED), POLICY) == (Change.SUCCEEDED,)
    assert told(installed, attempt(Outcome.SUCCEEDED)).succeeded


def test_weak_findings_can_be_left_out() -> None:
    """They are told once they are sure enough."""
    policy = Policy(least=Verdict.CONFIRMED)
    assert changes(None, attempt(), policy) == ()
    assert changes(None, attempt(verdict=Verdict.CONFIRMED), policy) == (Change.OPENED,)


def test_what_was_said_is_never_taken_back() -> None:
    """Evidence may be forgotten; the memory of the alert stays."""
    kept = after(attempt(Outcome.SUCCEEDED, Verdict.CONFIRMED, count=7), attempt(verdict=Verdict.POSSIBLE, count=1))
    assert kept == Told(Shows.INSTALLED, Verdict.CONFIRMED, succeeded=True, number=2, count=1)


def test_the_alert_shows_what_changed() -> None:
    """What was served where that is news: after a success, or in the first alert of all. Else the latest."""
    served = samples.evidence(outcome=Outcome.SUCCEEDED, last_seen=1)
    latest = samples.evidence(outcome=Outcome.ATTEMPTED, last_seen=2)
    visit = samples.evidence(shows=Shows.ACCESS, last_seen=3)
    finding = samples.finding(evidence=(served, latest, visit))
    assert spoken_for(finding, (Change.OPENED,)) == served
    assert spoken_for(finding, (Change.RAISED,)) == latest
    assert spoken_for(finding, (Change.RAISED, Change.SUCCEEDED)) == served
    assert spoken_for(samples.finding(evidence=(latest, visit)), (Change.OPENED,)) == latest
    assert sights(finding) == 9

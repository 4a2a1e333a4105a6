"""Matches in, alerts into the state."""

import json

import pytest
from findings.makers import CLIENT, TELEMETRY, UPDATES, hello, match, question, signature_set, succeeded

from sensor.alerts.eve import EveEncoder
from sensor.alerts.policy import Change
from sensor.alerts.suppression import Suppression, Suppressions
from sensor.engine.live import teller as module
from sensor.engine.live.state import State
from sensor.engine.live.teller import Teller
from sensor.findings.live import SECOND, LiveTracker
from sensor.model.bodies import Arp
from sensor.model.finding import Finding
from sensor.model.match import Match
from sensor.model.observation import Observation

WALL = 1_795_262_400 * SECOND


def teller() -> Teller:
    """Return one with a state in memory and one output."""
    state = State(None)
    state.letters.register(["a"])
    tracker = LiveTracker(signature_set(), paths=lambda _: "tap0")
    return Teller(tracker, state, EveEncoder(lambda _: "tap0", live=True))


def take(one: Teller, *matches: Match, now: int = 0) -> Teller:
    """Give matches and let them be told."""
    for found in matches:
        one.matched(found.observation, [found], now)
    one.tell(now + SECOND, WALL)
    return one


def said(one: Teller) -> list[dict[str, list[str]]]:
    """Return the metadata of all alerts."""
    return [json.loads(letter.line)["alert"]["metadata"] for letter in one.state.letters.waiting("a", 0, 99)]


def test_the_life_of_a_finding() -> None:
    """Opened, raised, first success; each shows what it is about."""
    one = take(teller(), match(question()))
    take(one, match(question()), now=2 * SECOND)
    take(one, match(hello(), TELEMETRY), now=4 * SECOND)
    one.outcome(succeeded(2), 6 * SECOND)
    one.tell(8 * SECOND, WALL)
    found = said(one)
    assert [alert["change"] for alert in found] == [["opened"], ["verdict_raised"], ["first_success"]]
    assert [alert["count"] for alert in found] == [["1"], ["3"], ["3"]]
    assert found[1]["verdict"] == ["confirmed"]
    assert found[2]["signature_name"] == ["kaspersky-ksn"]
    assert one.alerts == 3
    (standing,) = one.standings.values()
    assert (standing.count, standing.repeats) == (3, 0)


def test_somebody_may_listen() -> None:
    """The table on a terminal."""
    heard: list[tuple[Finding, tuple[Change, ...]]] = []
    one = teller()
    one.on_told = lambda finding, changes: heard.append((finding, changes))
    take(one, match(question()))
    assert [(finding.host.ip, changes) for finding, changes in heard] == [((CLIENT,), (Change.OPENED,))]


def test_suppressed_evidence_does_not_count() -> None:
    """What is left of a finding is judged alone."""
    one = teller()
    one.suppressions = Suppressions((Suppression("telemetry", "r", signatures=("kaspersky-ksn",)),))
    take(one, match(hello(), TELEMETRY), match(hello(), UPDATES))
    (alert,) = said(one)
    assert alert["verdict"] == ["likely"]
    assert one.suppressions.held == {"telemetry": 1}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Observations, counters and what was held back."""
    monkeypatch.setattr(module, "MAX_SIGHTINGS", 3)
    monkeypatch.setattr(module, "MAX_FINDINGS", 2)
    one = teller()
    one.suppressions = Suppressions((Suppression("guests", "r", networks=("10.1.0.0/16",)),))
    hosts = [f"10.{third}.0.{last}" for third in (0, 1) for last in range(9)]
    take(one, *[match(hello(src=host)) for host in hosts])
    assert (len(one._sightings), len(one.standings), len(one._held)) == (3, 2, 2)
    assert len(said(one)) == 9


def test_other_signatures_change_the_revision() -> None:
    """Of the alerts to come."""
    one = take(teller(), match(question()))
    one.replace(signature_set(), SECOND)
    assert one.tracker.signatures == signature_set()


def test_a_machine_that_gets_an_older_name_is_not_told_again() -> None:
    """Its IPv6 address was heard first; then ARP and neighbour discovery tell that both are one machine."""
    one = take(teller(), match(hello(src="fd00::7")))
    for ip in ("fd00::7", CLIENT):
        found = hello(src=ip)
        arp = Arp("ethernet", "ipv4", "reply", "52:54:00:00:00:07", ip, "52:54:00:00:00:01", "10.0.0.1")
        one.seen(Observation(found.ts, "arp", ip, 0, "10.0.0.1", 0, "ARP", arp, src_mac="52:54:00:00:00:07"))
    take(one, match(hello(src="fd00::7")), now=2 * SECOND)
    (alert,) = said(one)
    assert alert["host"] == ["fd00::7"]
    assert [set(standing.finding.host.ip) for standing in one.standings.values()][-1] == {CLIENT, "fd00::7"}

"""Findings without an end: what is judged, when, and what is forgotten."""

import math

import msgspec
import pytest
from findings.makers import (
    CLIENT,
    NOON,
    OTHER,
    PROXY,
    RESOLVER,
    TELEMETRY,
    UPDATES,
    UPSTREAM,
    hello,
    match,
    question,
    request,
    signature_set,
    succeeded,
    variant,
)

from sensor.findings import live
from sensor.findings.live import QUIET, RENEWAL, SECOND, SETTLE, LiveTracker
from sensor.hosts import devices
from sensor.model.finding import Finding, Verdict
from sensor.model.match import Match
from sensor.model.outcome import Outcome
from sensor.model.signature import SignatureSet


def tracker() -> LiveTracker:
    """Return a tracker of one interface."""
    return LiveTracker(signature_set(), paths=lambda _: "tap0")


def found(tracker: LiveTracker, now: int = SECOND) -> dict[str, Finding]:
    """Return what changed, by host."""
    return {charge.host: tracker.finding(charge) for charge in tracker.changed(now)}


def take(tracker: LiveTracker, *matches: Match, now: int = 0) -> LiveTracker:
    """Give all *matches* at once."""
    for one in matches:
        tracker.seen(one.observation)
        tracker.take(one, now)
    return tracker


def test_only_what_was_touched_is_judged() -> None:
    """A second look finds nothing new."""
    one = take(tracker(), match(hello()), match(hello(src=OTHER)))
    assert set(found(one)) == {CLIENT, OTHER}
    assert found(one) == {}
    take(one, match(question(src=OTHER)), now=SECOND)
    assert set(found(one, 2 * SECOND)) == {OTHER}


def test_a_case_waits_for_what_belongs_to_it() -> None:
    """The resolver's own copy may be heard before the client's question."""
    one = take(tracker(), match(question(src=RESOLVER, dst=UPSTREAM)), now=0)
    assert found(one, SETTLE - 1) == {}
    take(one, match(question()), now=SETTLE - 1)
    assert found(one, SETTLE) == {}
    assert set(found(one, 2 * SETTLE)) == {CLIENT}


def test_the_next_case_is_due_when_it_has_waited() -> None:
    """The one that was touched first."""
    one = tracker()
    assert one.due == math.inf
    take(one, match(hello()), now=5)
    take(one, match(hello(src=OTHER)), now=9)
    assert one.due == 5 + SETTLE
    one.changed(5 + SETTLE)
    assert one.due == 9 + SETTLE


def test_nothing_is_waited_for_at_the_end() -> None:
    """A clean stop tells all."""
    one = take(tracker(), match(hello()), now=0)
    assert len(one.changed(0, settled=True)) == 1


def test_a_thousand_questions_are_judged_once() -> None:
    """And counted."""
    one = take(tracker(), *[match(question(ts=NOON + i)) for i in range(1000)])
    ((host, finding),) = found(one).items()
    assert (host, finding.evidence[0].count) == (CLIENT, 1000)


def test_an_outcome_touches_the_case() -> None:
    """A success is news."""
    one = take(tracker(), match(hello(flow=9)))
    assert found(one)[CLIENT].evidence[0].outcome is Outcome.UNKNOWN
    one.ended(succeeded(9), 2 * SECOND)
    one.ended(succeeded(8), 2 * SECOND)
    assert found(one, 3 * SECOND)[CLIENT].evidence[0].outcome is Outcome.SUCCEEDED


def test_a_proxy_and_its_client_make_one_finding() -> None:
    """Whichever of them is touched, the client's charge is whole."""
    named = match(request(name="s07.upd.kaspersky.com", src=PROXY, xff=CLIENT), UPDATES)
    asks = match(request(src=CLIENT, dst=PROXY, method="CONNECT", name="other.upd.kaspersky.com"))
    one = take(tracker(), asks)
    found(one)
    take(one, named, now=SECOND)
    finding = found(one, 3 * SECOND)[CLIENT]
    assert {evidence.value for evidence in finding.evidence} == {"s07.upd.kaspersky.com", "other.upd.kaspersky.com"}
    take(one, match(hello(), TELEMETRY), now=3 * SECOND)
    assert len(found(one, 4 * SECOND)[CLIENT].evidence) == 3


def test_the_addresses_of_one_machine_make_one_finding() -> None:
    """It asks over IPv4 and connects over IPv6; a word over either is a change of the one finding."""
    card = "52:54:00:36:3e:ff"
    asks = msgspec.structs.replace(question(), src_mac=card)
    connects = msgspec.structs.replace(hello(src="fd00:4:7::22"), src_mac=card)
    one = take(tracker(), match(asks), match(connects))
    [(host, finding)] = found(one).items()
    assert (host, finding.host.ip) == (CLIENT, (CLIENT, "fd00:4:7::22"))
    assert {row.field for row in finding.evidence} == {"dns.query", "tls.sni"}
    take(one, match(msgspec.structs.replace(connects, ts=NOON + SECOND)), now=SECOND)
    [again] = found(one, 2 * SECOND).values()
    assert again.id == finding.id
    assert sum(row.count for row in again.evidence) == 3


def test_quiet_cases_are_forgotten() -> None:
    """A week of silence."""
    one = take(tracker(), match(hello()), now=0)
    take(one, match(hello(src=OTHER)), now=SECOND)
    one.tidy(QUIET)
    assert (one.cases, one.forgotten) == (1, 0)
    assert set(found(one, QUIET)) == {OTHER}


def test_the_quietest_make_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of forged addresses pushes out the oldest first, and is counted."""
    monkeypatch.setattr(live, "MAX_CASES", 10)
    one = tracker()
    for i in range(20):
        take(one, match(hello(src=f"10.0.1.{i}")), now=i)
        one.tidy(i)
    assert (one.cases, one.forgotten) == (9, 11)
    assert "10.0.1.19" in found(one)


def test_a_flood_of_hosts_is_judged_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first touched come first."""
    monkeypatch.setattr(live, "MAX_JUDGED", 2)
    one = take(tracker(), *[match(hello(src=f"10.0.1.{i}")) for i in range(3)])
    assert [set(found(one)) for _ in range(3)] == [{"10.0.1.0", "10.0.1.1"}, {"10.0.1.2"}, set()]


def test_an_outcome_of_a_forgotten_case_is_nothing() -> None:
    """Its row is still waited for."""
    one = take(tracker(), match(hello(flow=9)))
    one.tidy(QUIET + 1)
    one.ended(succeeded(9), QUIET + 2)
    assert found(one, 2 * QUIET) == {}


def test_full_tables_of_devices_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Months of random hardware addresses."""
    one = tracker()
    monkeypatch.setattr(devices.DeviceTable, "cut", 1)
    before = one.sites
    one.tidy(RENEWAL - 1)
    assert one.sites is before
    one.tidy(RENEWAL)
    one.tidy(RENEWAL + 1)
    assert one.sites is not before
    assert one.renewed == 1


def test_new_signatures_judge_what_is_held() -> None:
    """A lower weight lowers the verdict; what is gone takes its evidence along."""
    one = take(tracker(), match(hello()), match(hello(src=OTHER), TELEMETRY))
    assert found(one)[CLIENT].verdict is Verdict.LIKELY
    weak = variant(UPDATES, weight=0.2)
    one.replace(SignatureSet((weak,), {}, {}, (), ""), SECOND)
    assert {host: finding.verdict for host, finding in found(one, 2 * SECOND).items()} == {CLIENT: Verdict.POSSIBLE}
    assert one.cases == 1

"""Tenants of a data centre with the same addresses: neither findings nor names nor roles pass from one to the other."""

import msgspec
import pytest
from findings.makers import (
    CLIENT,
    KSN,
    NOON,
    OTHER,
    PROXY,
    RESOLVER,
    TELEMETRY,
    UPSTREAM,
    answer,
    hello,
    inside,
    lease,
    match,
    question,
    request,
    succeeded,
    tracker,
)

from sensor.findings import sites
from sensor.findings.sites import Sites, tenant_of
from sensor.findings.tracker import Tracker
from sensor.hosts.home import Home
from sensor.model.finding import Finding
from sensor.model.observation import Tunnel
from sensor.model.outcome import Outcome

ONE, TWO = "vxlan/5001", "vxlan/5002"


def by_tenant(found: Tracker) -> dict[str | None, Finding]:
    """Return the only finding of each tenant."""
    findings = found.findings()
    assert len({finding.host.tenant for finding in findings}) == len(findings)
    return {finding.host.tenant: finding for finding in findings}


def test_the_same_address_is_another_host() -> None:
    """In each of two networks, and outside of both: three findings of other ids, each with its own evidence."""
    found = tracker()
    for network, name in ((ONE, "a.upd.kaspersky.com"), (TWO, "b.upd.kaspersky.com")):
        found.add(match(inside(question(name), network)))
    found.add(match(question("c.upd.kaspersky.com")))
    told = by_tenant(found)
    assert {tenant: [row.value[0] for row in one.evidence] for tenant, one in told.items()} == {
        ONE: ["a"],
        TWO: ["b"],
        None: ["c"],
    }
    assert {one.host.ip for one in told.values()} == {(CLIENT,)}
    assert len({one.id for one in told.values()}) == 3


def test_outside_of_tenants_nothing_changes() -> None:
    """A tunnel that numbers no network is only the way a packet came."""
    plain, tunnelled = tracker(), tracker()
    plain.add(match(hello()))
    tunnelled.add(match(msgspec.structs.replace(hello(), tunnel=Tunnel("gre", 1))))
    assert plain.findings() == tunnelled.findings()


def test_a_device_is_named_by_its_own_network() -> None:
    """A lease in one says nothing of the other."""
    found = tracker()
    found.seen(inside(lease(CLIENT, "52:54:00:00:00:07", "ws-one"), ONE))
    found.seen(inside(lease(CLIENT, "52:54:00:00:00:08", "ws-two"), TWO))
    for network in (ONE, TWO, "vxlan/5003"):
        found.add(match(inside(hello(), network)))
    told = by_tenant(found)
    assert [(told[one].host.name, told[one].host.mac) for one in (ONE, TWO, "vxlan/5003")] == [
        ("ws-one", "52:54:00:00:00:07"),
        ("ws-two", "52:54:00:00:00:08"),
        (None, None),
    ]


def test_roles_are_those_of_its_own_network() -> None:
    """What is a proxy in one is a workstation in the other; so with resolvers."""
    found = tracker()
    found.seen(inside(request(method="CONNECT", src=OTHER, dst=PROXY), ONE))
    for network in (ONE, TWO):
        found.add(match(inside(hello(src=PROXY), network)))
    told = by_tenant(found)
    assert (told[ONE].attribution, told[TWO].attribution) == ("relayed", "direct")

    found = tracker()
    found.seen(inside(question("www.example", src=OTHER, dst=RESOLVER), ONE))
    for network in (ONE, TWO):
        found.add(match(inside(question(src=RESOLVER, dst=UPSTREAM), network)))
    told = by_tenant(found)
    assert (told[ONE].attribution, told[TWO].attribution) == ("relayed", "direct")


def test_an_answer_heard_in_one_network_is_none_in_the_other() -> None:
    """Only where answers could be seen does a question without one count as unanswered."""
    found = tracker()
    found.add(match(inside(answer(KSN), ONE), TELEMETRY))
    for network in (ONE, TWO):
        found.add(match(inside(question(), network)))
    told = by_tenant(found)
    outcomes = {network: {row.value: row.outcome for row in one.evidence} for network, one in told.items()}
    assert outcomes[ONE]["s07.upd.kaspersky.com"] is Outcome.ATTEMPTED
    assert outcomes[TWO]["s07.upd.kaspersky.com"] is Outcome.UNKNOWN


def test_what_became_of_a_conversation_stays_there() -> None:
    """The keys of flows tell tenants apart."""
    found = tracker()
    found.add(match(inside(hello(flow=1), ONE)))
    found.add(match(inside(hello(flow=2), TWO)))
    found.outcome(succeeded(1))
    told = by_tenant(found)
    assert told[ONE].evidence[0].outcome is Outcome.SUCCEEDED
    assert told[TWO].evidence[0].outcome is Outcome.UNKNOWN


def test_more_networks_than_are_learnt_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Their evidence is kept apart still; names are not known, and that is counted."""
    monkeypatch.setattr(sites, "MAX_TENANTS", 2)
    found = tracker()
    for number in range(1, 5):
        network = f"vxlan/{number}"
        found.seen(inside(lease(CLIENT, f"52:54:00:00:00:0{number}", f"ws-{number}"), network))
        found.add(match(inside(hello(), network)))
    told = by_tenant(found)
    assert {tenant: one.host.name for tenant, one in told.items()} == {
        "vxlan/1": "ws-1",
        "vxlan/2": "ws-2",
        "vxlan/3": None,
        "vxlan/4": None,
    }
    assert found.cut == {"tenants": 4}


def test_more_hints_than_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """All networks share one limit; outside of them it does not count."""
    monkeypatch.setattr(sites, "MAX_TENANT_HINTS", 3)
    known = Sites(Home())
    assert [known.learning(f"vxlan/{at % 2 + 1}") is not None for at in range(5)] == [True, True, True, False, False]
    assert known.learning("") is known.main
    assert known.cut["tenants"] == known.unlearnt == 2
    assert known.at("vxlan/1") is not known.at("vxlan/2")
    assert known.at("vxlan/9") is known.at("vxlan/10")


def test_the_tenant_of_an_observation() -> None:
    """Empty without a tunnel, and in one that has no number."""
    assert tenant_of(question(ts=NOON)) == ""
    assert tenant_of(inside(question(), ONE)) == ONE

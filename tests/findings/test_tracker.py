"""Matches in, findings out."""

from typing import Any

import msgspec
import pytest
from findings.makers import (
    CLIENT,
    DAY,
    KSN,
    NOON,
    OTHER,
    PROXY,
    RESOLVER,
    TELEMETRY,
    UPDATE,
    UPDATES,
    UPSTREAM,
    WEBSITE,
    answer,
    connection,
    hello,
    lease,
    match,
    question,
    request,
    succeeded,
    tracker,
    variant,
)
from hypothesis import given
from hypothesis import strategies as st

from sensor.findings import tracker as module
from sensor.hosts.devices import DeviceTable
from sensor.model.bodies import Arp
from sensor.model.fields import MAC, SERVER
from sensor.model.finding import Finding, FlowKey, FrameRef, Verdict
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.model.signature import Ban, Shows


def findings(*matches: Match) -> list[Finding]:
    """Return the findings of *matches*."""
    found = tracker()
    for one in matches:
        found.add(one)
    return found.findings()


def test_a_finding_says_all() -> None:
    """Every field of the shape."""
    ban = Ban("us-ndaa-fy2018-1634", "", "", "US", ("use",), "2018-10-01", "", ("kaspersky",))
    found = tracker(ban)
    found.seen(lease(CLIENT, "52:54:00:36:3e:ff", "ws-0422"))
    found.add(match(question()))
    found.add(match(answer(addresses=["203.0.113.9"])))
    found.add(match(hello(name=KSN, ts=NOON + 7), TELEMETRY))
    found.outcome(succeeded(2, "handshake completed, 5120 bytes received"))
    (finding,) = found.findings()
    assert (finding.vendor, finding.product, finding.shows) == ("kaspersky", "endpoint", Shows.INSTALLED)
    assert (finding.verdict, finding.score, finding.state) == (Verdict.CONFIRMED, 0.972, "open")
    assert (finding.attribution, finding.via, finding.bans) == ("direct", None, ("us-ndaa-fy2018-1634",))
    assert (finding.first_seen, finding.last_seen) == (NOON, NOON + 7)
    assert (finding.host.ip, finding.host.mac, finding.host.name) == ((CLIENT,), "52:54:00:36:3e:ff", "ws-0422")
    dns, tls = finding.evidence
    assert (dns.signature, dns.sid, dns.field, dns.value, dns.count) == (
        "kaspersky-update",
        1634000,
        "dns.query",
        UPDATE,
        1,
    )
    assert dns.outcome is Outcome.SUCCEEDED
    assert dns.frame == FrameRef("a.pcap", 1)
    assert (tls.outcome, tls.note) == (Outcome.SUCCEEDED, "handshake completed, 5120 bytes received")
    assert tls.flow == FlowKey(CLIENT, 51_022, "203.0.113.9", 443, "TCP", tls.flow.community_id)


def test_nothing_is_found_in_nothing() -> None:
    """The empty run."""
    assert findings() == []
    assert tracker().cut == {}


def test_ids_are_the_same_in_every_run() -> None:
    """And differ by host, product, and whether it is somebody behind the host."""
    one = findings(match(hello()))[0].id
    assert one == findings(match(question(ts=NOON + 5)))[0].id
    behind = findings(match(question(src=CLIENT, rd=False)))[0].id
    assert len({one, findings(match(hello(src=OTHER)))[0].id, findings(match(hello(), WEBSITE))[0].id, behind}) == 4
    assert len(one) == module.ID_DIGITS


def test_a_visit_is_a_finding_of_its_own() -> None:
    """Beside the installation, as its own product."""
    shown = {f.product: f.shows for f in findings(match(hello()), match(hello(name="www.kaspersky.com"), WEBSITE))}
    assert shown == {"endpoint": Shows.INSTALLED, "website": Shows.ACCESS}


def test_findings_come_surest_first() -> None:
    """Then the latest, then by address as a number."""
    weak = variant(UPDATES, weight=0.1)
    found = findings(
        match(hello(src="10.0.0.10"), weak),
        match(hello(src="10.0.0.9"), weak),
        match(hello(src="10.0.0.8", ts=NOON + 1), weak),
        match(hello(src="fd00::1"), weak),
        match(hello(src="10.0.0.11")),
    )
    assert [f.host.ip[0] for f in found] == ["10.0.0.11", "10.0.0.8", "10.0.0.9", "10.0.0.10", "fd00::1"]


@pytest.mark.parametrize(
    ("result", "dns", "tls"),
    [
        (Outcome.SUCCEEDED, Outcome.ATTEMPTED, Outcome.SUCCEEDED),
        (Outcome.REFUSED, Outcome.ATTEMPTED, Outcome.REFUSED),
        (Outcome.ATTEMPTED, Outcome.ATTEMPTED, Outcome.ATTEMPTED),
        (Outcome.UNKNOWN, Outcome.UNKNOWN, Outcome.UNKNOWN),
    ],
)
def test_the_fate_of_a_lookup_is_in_its_response(result: Outcome, dns: Outcome, tls: Outcome) -> None:
    """A flow that got bytes back may have got NXDOMAIN."""
    found = tracker()
    found.add(match(question(flow=1)))
    found.add(match(hello(flow=2)))
    for flow in (1, 2):
        found.outcome(FlowOutcome(flow, result, NOON))
    assert [e.outcome for e in found.findings()[0].evidence] == [dns, tls]


def test_an_unanswered_question_is_attempted_where_answers_are_visible() -> None:
    """The same server was heard on another matter."""
    unanswered = match(question(flow=1))
    assert findings(unanswered)[0].evidence[0].outcome is Outcome.UNKNOWN
    other = match(answer(name="s01.upd.kaspersky.com", flow=9))
    values = {e.value: e.outcome for e in findings(unanswered, other)[0].evidence}
    assert values[UPDATE] is Outcome.ATTEMPTED


def test_the_outcome_of_an_unknown_flow_is_ignored() -> None:
    """Or of one forgotten."""
    found = tracker()
    found.outcome(succeeded(99))
    assert found.findings() == []


def test_flows_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest is forgotten and counted; its evidence stays."""
    monkeypatch.setattr(module, "MAX_FLOWS", 2)
    monkeypatch.setattr(module, "MAX_ROWS_PER_FLOW", 1)
    found = tracker()
    for flow in range(3):
        found.add(match(hello(name=f"s0{flow}.example", flow=flow)))
        found.add(match(hello(name=f"s1{flow}.example", flow=flow)))
    assert [len(rows) for rows in found._flows.values()] == [1, 1]
    assert found.cut == {"flows": 1}
    assert len(found.findings()[0].evidence) == 6


def test_roles_may_be_learnt_after_the_evidence() -> None:
    """Attribution is decided when findings are asked for."""
    found = tracker()
    found.add(match(question(src=RESOLVER, dst=UPSTREAM)))
    assert [f.attribution for f in found.findings()] == ["direct"]
    found.seen(question(name="unrelated.example", src=OTHER))
    assert [(f.attribution, f.via) for f in found.findings()] == [("relayed", RESOLVER)]
    found.add(match(question()))
    assert [(f.host.ip[0], f.attribution) for f in found.findings()] == [(CLIENT, "direct")]


def test_asking_for_findings_changes_nothing() -> None:
    """Twice the same."""
    found = tracker()
    found.add(match(question()))
    found.add(match(answer(rcode="NXDOMAIN", flow=5)))
    assert found.findings() == found.findings()


def test_a_packet_of_nobody_is_counted() -> None:
    """From no address to all."""
    found = tracker()
    found.add(match(question(src="0.0.0.0", dst="255.255.255.255")))
    assert (found.findings(), found.cut) == ([], {"no_host": 1})


@pytest.mark.parametrize(
    ("about", "home", "hosts"),
    [
        ("10.0.0.9", None, ["10.0.0.9"]),
        ("203.0.113.9", None, []),
        ("203.0.113.9", ["203.0.113.0/24"], ["203.0.113.9"]),
        ("239.255.255.250", None, []),
    ],
)
def test_a_match_may_be_about_the_server(about: str, home: list[str] | None, hosts: list[str]) -> None:
    """It is charged to that host, as its own; what a foreign server shows is nobody's here."""
    made = tracker(home=home)
    made.add(msgspec.structs.replace(match(connection(dst=about), field=SERVER), host=about))
    assert [finding.host.ip[0] for finding in made.findings()] == hosts
    assert all(finding.attribution == "direct" for finding in made.findings())
    assert made.cut.get("no_host", 0) == 1 - len(hosts)


def test_a_routers_card_says_nothing_of_those_behind_it() -> None:
    """Also when that is learnt after the evidence."""
    made = tracker()
    mac = "00:bc:99:01:02:03"
    one = Arp("ethernet", "ipv4", "request", mac, CLIENT, "", "10.0.0.1")
    seen = Observation(NOON, "arp", CLIENT, 0, "10.0.0.1", 0, "ARP", one, src_mac=mac)
    made.seen(seen)
    made.add(msgspec.structs.replace(match(seen, field=MAC), value=mac, host=CLIENT))
    assert len(made.findings()) == 1
    for ip in ("10.0.0.71", "10.0.0.72"):
        made.seen(msgspec.structs.replace(seen, src=ip, body=msgspec.structs.replace(one, src_ip=ip)))
    assert made.findings() == []


def test_an_observation_that_matches_tells_of_devices_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many signatures want it."""
    noted: list[Observation] = []
    monkeypatch.setattr(DeviceTable, "note", lambda _, one: noted.append(one))
    made = tracker()
    first, second = match(question()), match(hello())
    made.seen(first.observation)
    for one in (first, first, second):
        made.add(one)
    assert noted == [first.observation, second.observation]


def test_home_networks_are_taken() -> None:
    """The side inside is the host."""
    found = tracker(home=["203.0.113.0/24"])
    found.add(match(connection(), field="server.ip"))
    assert found.findings()[0].host.ip == ("203.0.113.9",)


OBSERVATIONS = st.builds(
    lambda make, number, src, ts, flow: make(f"s{number}.example", src=src, ts=NOON + ts, flow=flow),
    st.sampled_from([question, answer, hello, request]),
    st.integers(0, 2),
    st.sampled_from([CLIENT, OTHER, RESOLVER, PROXY]),
    st.integers(0, 2 * DAY),
    st.integers(1, 4),
)
PROXIED = st.builds(
    lambda src, url, xff: request("s1.example", src=src, dst=PROXY, url=url, xff=xff),
    st.sampled_from([CLIENT, OTHER, "198.51.100.66"]),
    st.sampled_from(["/", "http://s1.example/"]),
    st.sampled_from([None, OTHER, "unknown"]),
)
UPSTREAMS = st.builds(lambda rd: question("s1.example", src=RESOLVER, dst=UPSTREAM, rd=rd), st.booleans())
MATCHES = st.builds(match, st.one_of(OBSERVATIONS, PROXIED, UPSTREAMS), st.sampled_from([UPDATES, TELEMETRY, WEBSITE]))


def plain(found: list[Finding]) -> Any:
    """Return findings as JSON values."""
    return msgspec.to_builtins(found)


@given(st.lists(MATCHES, max_size=12), st.randoms())
def test_the_order_of_matches_does_not_matter(some: list[Match], random: Any) -> None:
    """Nor is there anything random in a finding."""
    assert plain(findings(*some)) == plain(findings(*random.sample(some, len(some))))


@given(st.lists(MATCHES, min_size=1, max_size=12))
def test_evidence_never_vanishes(some: list[Match]) -> None:
    """Whatever relays what: every vendor's product that was matched is found on somebody, with reasons."""
    found = findings(*some)
    assert {f.product for f in found} == {one.signature.product for one in some}
    for finding in found:
        assert 1 <= len(finding.reasons) <= 4
        assert finding.evidence
        assert 0.0 <= finding.score <= 1.0
        assert finding.first_seen <= finding.last_seen
        assert (finding.via is None) == (finding.attribution == "direct")
    assert len({finding.id for finding in found}) == len(found)


def test_a_visit_ranks_behind_everything_else_of_its_verdict() -> None:
    """However late it was: who only visited is less urgent."""
    found = tracker()
    found.add(match(hello("kaspersky.com", src=OTHER, ts=NOON + DAY, flow=1), WEBSITE))
    found.add(match(hello(UPDATE, flow=2)))
    order = [(finding.verdict, finding.shows) for finding in found.findings()]
    assert order == [(Verdict.LIKELY, Shows.INSTALLED), (Verdict.LIKELY, Shows.ACCESS)]


def test_an_answer_at_a_home_address_is_no_sinkhole() -> None:
    """Home networks that are set wrong must not make every lookup look refused."""
    found = tracker(home=["0.0.0.0/0"])
    found.add(match(question()))
    found.add(match(answer(addresses=["203.0.113.9"])))
    (finding,) = found.findings()
    assert finding.evidence[0].outcome is Outcome.SUCCEEDED
    assert not any("refused" in reason for reason in finding.reasons)


def test_what_stood_in_a_cut_answer_is_unknown() -> None:
    """It may have given the address; the server was heard, and that is all."""
    found = tracker()
    found.add(match(question()))
    found.add(match(msgspec.structs.replace(answer(), cut=True)))
    (finding,) = found.findings()
    assert finding.evidence[0].outcome is Outcome.UNKNOWN

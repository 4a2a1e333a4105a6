"""Where observations go."""

import msgspec
import pytest
from findings.makers import UPDATES, answer, hello, question, request, signature_set, variant

from sensor.engine.collect import ObserveSink, ScanSink
from sensor.findings.tracker import Tracker
from sensor.match.matcher import Matcher
from sensor.model.match import Match
from sensor.model.observation import NEIGHBOUR_KINDS, Observation
from sensor.model.signature import Indicator, SignatureSet

NAME = "s07.upd.kaspersky.com"
WANTED = Indicator(host=(NAME,))


def test_observing_hands_everything_on_and_watches_nothing() -> None:
    """No signature is asked."""
    events: list[tuple[Observation, list[Match]]] = []
    sink = ObserveSink(lambda observation, matches: events.append((observation, matches)))
    seen = [question(NAME), hello("other.example")]
    assert [sink.observed(one) for one in seen] == [False, False]
    assert events == [(one, []) for one in seen]


def scan_sink(events: list[tuple[Observation, int]] | None, indicator: Indicator = WANTED) -> ScanSink:
    """Return a sink whose one signature wants NAME, or what else is given."""
    made = signature_set()
    wanted = variant(UPDATES, any=(indicator,))
    signatures = SignatureSet((wanted,), made.vendors, made.bans, made.packs, "")
    tracker = Tracker(signatures, paths=lambda _: "a.pcap")
    listener = None if events is None else lambda observation, matches: events.append((observation, len(matches)))
    return ScanSink(Matcher(signatures), tracker, listener)


def test_scanning_hands_on_what_matched_and_watches_conversations() -> None:
    """A DNS message tells its own outcome, so its conversation is not watched."""
    events: list[tuple[Observation, int]] = []
    sink = scan_sink(events)
    seen = [question(NAME), answer(NAME), hello(NAME), request(NAME), hello("other.example")]
    assert [sink.observed(one) for one in seen] == [False, False, True, True, False]
    assert events == [(one, 1) for one in seen[:4]]
    assert [finding.product for finding in sink.tracker.findings()] == ["endpoint"]


def test_nobody_need_listen() -> None:
    """The findings are gathered all the same."""
    sink = scan_sink(None)
    assert sink.observed(hello(NAME))
    assert len(sink.tracker.findings()) == 1


def test_of_neighbours_only_devices_are_matched(monkeypatch: pytest.MonkeyPatch) -> None:
    """And only where a signature wants any; who is who is learnt from all of them."""
    asked: list[str] = []

    def match(_: Matcher, one: Observation) -> list[Match]:
        asked.append(one.kind)
        return []

    monkeypatch.setattr(Matcher, "match", match)
    learnt: list[str] = []
    monkeypatch.setattr(Tracker, "seen", lambda _, one: learnt.append(one.kind))
    neighbours = [msgspec.structs.replace(question(NAME), kind=kind) for kind in sorted(NEIGHBOUR_KINDS)]
    for indicator, kinds in ((Indicator(mac=("00bc99",)), ["arp", "dhcp", "dhcpv6", "ndp"]), (Indicator(), [])):
        asked.clear()
        learnt.clear()
        sink = scan_sink(None, indicator)
        assert not any(sink.observed(one) for one in neighbours)
        assert asked == kinds
        assert learnt == sorted(NEIGHBOUR_KINDS)

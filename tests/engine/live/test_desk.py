"""The desk as a whole: captures in, lines out."""

import json
import math
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from engine.live.rig import HOST, NOON, REPO, SECOND, SIGNATURES, Rig, replace, shelved, stats
from findings.makers import CLIENT, KSN, UPDATE, hello

from sensor.alerts.suppression import Suppression
from sensor.engine.config.model import Config
from sensor.engine.live.desk import HEARTBEAT
from sensor.engine.live.loading import Loaded
from sensor.engine.live.messages import BlindEvent
from sensor.engine.live.reloading import STORM
from sensor.model.finding import Verdict
from sensor.model.report import InputReport

KASPERSKY = REPO / "pcaps/kaspersky"


def test_an_installation_is_told_within_two_seconds_and_once(tmp_path: Path) -> None:
    """However often it is seen; the counter goes on."""
    rig = Rig(tmp_path).play()
    rig.tick(1.0)
    assert rig.alerts() == [(HOST, "opened")]
    for _ in range(5):
        rig.play()
        rig.tick()
    assert rig.alerts() == [(HOST, "opened")]
    rig.tick(60)
    (repeat,) = rig.lines("sensor")[-1]["sensor"]["repeats"]["findings"]
    assert (repeat["host"], repeat["count"]) == ([HOST], 6 * 44)
    rig.desk.close()


def test_a_tick_is_wanted_when_a_case_is_to_be_judged_or_an_output_waits(tmp_path: Path) -> None:
    """Else none is, but for the one that comes every second."""
    rig = Rig(tmp_path)
    rig.tick()
    assert rig.desk.pause() == math.inf
    rig.play()
    assert rig.desk.pause() == 0.8
    rig.tick(0.5)
    assert rig.alerts() == []
    rig.tick(rig.desk.pause())
    assert rig.alerts() == [(HOST, "opened")]
    assert rig.desk.pause() == math.inf
    rig.desk.blind(BlindEvent(kind="silent", interface="tap0", since=NOON, until=None, what="no frame came"))
    assert rig.desk.pause() == 0.0
    rig.tick(0.1)
    assert (len(rig.alerts()), rig.desk.pause()) == (2, math.inf)
    assert rig.desk.reload() is not None
    assert rig.desk.reload() is None
    assert 0 < rig.desk.pause() <= STORM / SECOND
    rig.desk.close()


@pytest.mark.parametrize("name", ["website-visit.pcap", "lookalikes.pcap"])
def test_visits_and_lookalikes_raise_no_alert(tmp_path: Path, name: str) -> None:
    """A visit is counted, and told only where that is asked for."""
    rig = Rig(tmp_path).play(KASPERSKY / name)
    rig.desk.close()
    assert rig.alerts() == []
    if name.startswith("website"):
        assert rig.lines("sensor")[-1]["sensor"]["findings"]["visits"] == 1
        told = Rig(tmp_path, replace(Config(), visits=True)).play(KASPERSKY / name)
        told.desk.close()
        assert [change for _, change in told.alerts()] == ["opened"]


def test_a_first_success_after_attempts_is_told(tmp_path: Path) -> None:
    """An update that goes through is worse than one that is barred."""
    rig = Rig(tmp_path).play(KASPERSKY / "lookups-refused.pcap")
    rig.tick()
    assert [change for _, change in rig.alerts()] == ["opened"]
    rig.play()
    rig.tick()
    assert rig.alerts() == [(HOST, "opened"), (HOST, "first_success")]
    first, second = (line["alert"]["metadata"] for line in rig.lines("alert"))
    assert (first["outcome"], second["outcome"]) == (["refused"], ["succeeded"])
    assert (first["alert_id"][0][-2:], second["alert_id"][0][-2:]) == ("-1", "-2")
    assert int(second["count"][0]) > int(first["count"][0])
    rig.desk.close()


def test_every_line_validates(tmp_path: Path, shared: Path) -> None:
    """Alerts of every capture, events, stats: against the public schema, but for objects of our own."""
    schema = jsonschema.Draft202012Validator(json.loads((shared / "eve-schema.json").read_text()))
    rig = Rig(tmp_path, replace(Config(), name="tap-hq", visits=True))
    rig.desk.opened(("tap0",))
    for capture in sorted(KASPERSKY.iterdir()):
        rig.play(capture)
        rig.tick()
    rig.desk.stats(stats(5))
    rig.desk.blind(BlindEvent(kind="drops", interface="tap0", since=NOON, until=NOON + 1, what="ring full", frames=9))
    rig.desk.reload()
    rig.desk.close()
    lines = rig.lines()
    for line in lines:
        line.pop("sensor", None)
        schema.validate(line)
    assert {line["event_type"] for line in lines} == {"alert", "engine", "stats", "sensor"}
    assert len(rig.lines("alert")) > 5
    assert {line["host"] for line in lines} == {"tap-hq"}


def test_a_suppressed_host_is_not_told_but_counted(tmp_path: Path) -> None:
    """By its name, until its last day."""
    entry = Suppression("lab", "ticket 7", networks=("10.4.7.0/24",), until="2026-11-21")
    rig = Rig(tmp_path, replace(Config(), suppress=(entry,))).play()
    rig.tick()
    rig.play()
    rig.tick()
    assert rig.alerts() == []
    rig.tick(86_400)
    assert rig.lines("sensor")[-1]["sensor"]["suppressed"] == {"lab": 1}
    assert rig.lines("stats")[-1]["stats"]["detect"]["alerts_suppressed"] == 1
    rig.play()
    rig.tick()
    assert rig.alerts() == [(HOST, "opened")]
    rig.desk.close()


def test_weak_findings_wait_until_they_are_sure(tmp_path: Path) -> None:
    """The policy's threshold."""
    rig = Rig(tmp_path, replace(Config(), min_verdict=Verdict.CONFIRMED)).play(KASPERSKY / "search-suffix.pcap")
    rig.tick()
    assert rig.alerts() == []
    rig.play()
    rig.tick()
    assert rig.alerts() == [(HOST, "opened")]
    rig.desk.close()


def test_what_was_told_is_not_told_after_a_restart(tmp_path: Path) -> None:
    """Clean or not; that nobody looked meanwhile is."""
    one = Rig(tmp_path)
    one.desk.opened(("tap0",))
    one.play()
    one.tick()
    one.tick(HEARTBEAT / SECOND)
    one.crash()
    two = Rig(tmp_path, time=one.time)
    two.time.forward(90)
    two.desk.opened(("tap0",))
    two.play()
    two.tick()
    assert two.alerts() == [(HOST, "opened"), ("sensor", "blind")]
    blind = two.lines("alert")[-1]["alert"]["metadata"]
    assert (blind["kind"], blind["since"], blind["until"]) == (
        ["stopped"], ["2026-11-21T12:00:06.000000Z"], ["2026-11-21T12:01:36.000000Z"],
    )  # fmt: skip
    two.desk.close()


def test_an_alert_that_was_not_written_before_a_kill_is_written_after(tmp_path: Path) -> None:
    """It was remembered before any output saw it."""
    one = Rig(tmp_path).play()
    one.time.forward(1)
    one.desk.teller.tell(one.time.steady, one.time.wall)  # and no output was asked yet
    one.crash()
    assert one.alerts() == []
    two = Rig(tmp_path, time=one.time)
    two.tick()
    assert two.alerts() == [(HOST, "opened")]
    two.desk.close()


def test_a_reload_is_told_with_packs_number_and_hash(tmp_path: Path) -> None:
    """And the workers get the new set."""
    rig, shelf = shelved(tmp_path)
    fewer = replace_set(1)
    shelf.next = Loaded(rig.config, fewer)
    plan = rig.desk.reload()
    assert plan is not None
    assert plan.signatures is fewer
    assert "1 signature (" in rig.lines("engine")[-1]["engine"]["message"]
    assert fewer.sha256[:12] in rig.lines("engine")[-1]["engine"]["message"]
    rig.desk.close()
    assert rig.lines("stats")[-1]["stats"]["detect"]["engines"][0]["rules_loaded"] == 1


def replace_set(number: int) -> Any:
    """Return the first signatures."""
    import msgspec  # noqa: PLC0415 - only here

    return msgspec.structs.replace(SIGNATURES, signatures=SIGNATURES.signatures[:number])


def test_policy_and_suppressions_follow_a_reload_and_sockets_do_not(tmp_path: Path) -> None:
    """What cannot change is said."""
    rig, shelf = shelved(tmp_path)
    entry = Suppression("lab", "r", networks=(HOST,))
    shelf.next = Loaded(replace(rig.config, suppress=(entry,), workers=9), SIGNATURES)
    rig.desk.reload()
    assert rig.desk.config.workers == 1
    assert any("workers: takes effect at the next start" in line["engine"]["message"] for line in rig.lines("engine"))
    rig.play()
    rig.tick()
    assert rig.alerts() == []
    rig.desk.close()


def test_a_clock_that_is_set_back_is_told_and_nothing_stops(tmp_path: Path) -> None:
    """Timers go by the other clock; findings by the packets'."""
    rig = Rig(tmp_path)
    rig.tick()
    rig.time.wall -= 3600 * SECOND
    rig.play()
    rig.tick()
    rig.tick(60)
    assert rig.alerts() == [(HOST, "opened")]
    messages = [line["engine"]["message"] for line in rig.lines("engine")]
    assert messages == ["the clock was set back by 3600.0 s"]
    assert rig.lines("stats")
    assert rig.lines("alert")[0]["timestamp"].startswith("2026-11-16T12:03:31")
    rig.desk.close()


def test_a_silent_tap_is_an_alert(tmp_path: Path) -> None:
    """Through the counters that the loop gives."""
    rig = Rig(tmp_path)
    rig.desk.stats(stats(5))
    rig.time.forward(60)
    rig.desk.stats(stats(5))
    rig.tick()
    assert rig.alerts() == [("sensor", "blind")]
    rig.desk.close()


def test_a_capture_of_a_directory_is_told_before_it_counts_as_read(tmp_path: Path) -> None:
    """Alerts name the file and the frame."""
    rig = Rig(tmp_path, replace(Config(), directory=str(tmp_path)))
    rig.desk.opened((str(tmp_path),))
    rig.desk.file_started("a.pcap")
    rig.play()
    rig.desk.file_done(InputReport("a.pcap"))
    assert rig.desk.teller.alerts == 1
    rig.desk.state.take("a.pcap", 1, 2, "d")
    rig.desk.file_started("b.pcap")
    rig.desk.file_done(InputReport("b.pcap", complete=False, error="cut"))
    rig.desk.close()
    (alert,) = rig.lines("alert")
    assert (alert["pcap_filename"], "in_iface" in alert) == ("a.pcap", False)
    assert rig.lines("engine")[-1]["engine"]["message"] == "b.pcap: cut"


def test_evidence_before_a_kill_counts_after_it(tmp_path: Path) -> None:
    """Two halves make the verdict that the whole would have made."""
    update, telemetry = (hello(name) for name in (UPDATE, KSN))
    one = Rig(tmp_path)
    one.observed(update)
    one.tick()
    one.tick(HEARTBEAT / SECOND)
    one.crash()
    two = Rig(tmp_path, time=one.time)
    two.observed(telemetry)
    two.tick()
    assert two.alerts() == [(CLIENT, "opened"), (CLIENT, "verdict_raised")]
    two.desk.close()


def test_evidence_of_an_earlier_run_names_no_file_of_this_one(tmp_path: Path) -> None:
    """Files are numbered through all runs."""
    config = replace(Config(), directory=str(tmp_path))
    one = Rig(tmp_path, config)
    one.desk.file_started("a.pcap")
    one.play()
    one.desk.file_done(InputReport("a.pcap"))
    one.crash()
    two = Rig(tmp_path, config, time=one.time)
    two.desk.file_started("b.pcap")
    findings = two.desk.teller.tracker.findings()
    assert {evidence.frame.path for finding in findings for evidence in finding.evidence} == {""}
    two.desk.close()

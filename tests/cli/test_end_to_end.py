"""The program on the captures of this repository: real engine, real signatures, in whichever build is under test."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sensor.alerts.eve import OWN_EVENT_TYPES

Run = Callable[..., Any]
HOSTILE_NAME = r"\x1b]0;owned"


@pytest.fixture(scope="module")
def schema(shared: Path) -> Any:
    """Return a validator for the public schema of EVE."""
    path = shared / "eve-schema.json"
    if not path.exists():
        pytest.skip("no eve-schema.json in the shared folder")
    return jsonschema.Draft202012Validator(json.loads(path.read_text()))


def test_every_observation_of_every_capture_validates(vestige: Run, repo: Path, schema: Any) -> None:
    """Hostile captures too; those that are damaged are named, exit 3."""
    code, out, err = vestige("observe", str(repo / "pcaps"))
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 3
    assert "truncated-record.pcap" in err
    assert {line["event_type"] for line in lines} >= {"dns", "tls", "http"}
    for line in lines:
        schema.validate(in_eve(line))


def in_eve(line: dict[str, Any]) -> dict[str, Any]:
    """Return a line without the object that EVE does not have, which is the only exemption from its schema."""
    return {key: value for key, value in line.items() if key not in OWN_EVENT_TYPES}


def test_captures_of_other_projects_validate(vestige: Run, shared: Path, schema: Any) -> None:
    """Traffic that nobody made for this program."""
    if not (shared / "captures").is_dir():
        pytest.skip("no captures in the shared folder")
    _, out, err = vestige("observe", str(shared / "captures"))
    assert "Traceback" not in err
    for line in out.splitlines():
        schema.validate(in_eve(json.loads(line)))


def test_alerts_of_a_scan_validate_and_lead_to_their_finding(vestige: Run, repo: Path, schema: Any) -> None:
    """One line per finding and piece of evidence."""
    folder = str(repo / "pcaps" / "kaspersky")
    alerts = [json.loads(line) for line in vestige("scan", folder, "--format", "eve").out.splitlines()]
    findings = json.loads(vestige("scan", folder, "--format", "json").out)["findings"]
    for alert in alerts:
        schema.validate(alert)
    assert [alert["alert"]["metadata"]["finding_id"] for alert in alerts] == [
        [finding["id"]] for finding in findings for _ in finding["evidence"]
    ]
    assert {alert["event_type"] for alert in alerts} == {"alert"}


def test_an_alert_shows_the_frame_that_its_evidence_names(vestige: Run, repo: Path) -> None:
    """With the whole body of what was observed there, not only the value."""
    path = str(repo / "pcaps" / "kaspersky" / "ipv6.pcap")
    alerts = [json.loads(line) for line in vestige("scan", path, "--format", "eve").out.splitlines()]
    observed = [json.loads(line) for line in vestige("observe", path).out.splitlines()]
    by_frame = {(line["pcap_cnt"], line["event_type"]): line for line in observed}
    assert alerts
    for alert in alerts:
        line = by_frame[alert["pcap_cnt"], alert["app_proto"]]
        assert alert[alert["app_proto"]] == line[alert["app_proto"]]
        assert alert["timestamp"] == line["timestamp"]


def test_a_clean_office_is_none_found(vestige: Run, repo: Path) -> None:
    """And the table says what was looked at."""
    code, out, err = vestige("scan", str(repo / "pcaps" / "clean"), "--fail-on", "possible")
    assert (code, err) == (0, "")
    assert out.startswith("None found in what could be seen")
    assert "Seen      739 frames" in out


@pytest.mark.parametrize("args", ["scan", "scan --format json", "scan --format eve", "scan --format csv", "observe"])
def test_hostile_names_reach_no_terminal(vestige: Run, repo: Path, args: str) -> None:
    """One of these captures has a name with an escape sequence in it: it is only ever shown escaped."""
    code, out, err = vestige(*args.split(), str(repo / "pcaps" / "hostile"))
    assert code == 3
    assert "\x1b" not in out + err
    assert (HOSTILE_NAME in out.replace("\\\\", "\\")) or args != "observe"

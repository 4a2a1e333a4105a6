"""EVE lines: their shape, their order, and that the public schema takes them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from outputs import samples

from sensor.alerts import eve
from sensor.alerts.sightings import FirstSightings
from sensor.model.fields import ALL_FIELDS, FLOW_RESOLVED, MAC, PAYLOAD, SERVER
from sensor.model.finding import FrameRef, Host, Verdict
from sensor.model.observation import NEIGHBOUR_KINDS, Observation
from sensor.model.signature import Shows


@pytest.fixture(scope="module")
def schema(shared: Path) -> Any:
    """Return a validator for the public schema of EVE."""
    path = shared / "eve-schema.json"
    if not path.exists():
        pytest.skip("no eve-schema.json in the shared folder")
    return jsonschema.Draft202012Validator(json.loads(path.read_text()))


def line_of(observation: Observation, path: str = "a.pcap") -> dict[str, Any]:
    """Encode one observation and read its line back."""
    out = bytearray(b"before\n")
    eve.EveEncoder(lambda _source: path).observation(observation, out)
    before, line, rest = bytes(out).split(b"\n")
    assert (before, rest) == (b"before", b"")
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def alerts(*findings: Any, sightings: FirstSightings | None = None) -> list[dict[str, Any]]:
    """Return the alert lines of *findings*."""
    kept = sightings or FirstSightings()
    return [json.loads(line) for line in eve.evidence_alerts(findings, samples.SIGNATURES, ["a.pcap"], kept)]


def test_the_fields_stand_in_a_fixed_order() -> None:
    """Who reads the lines with a pattern relies on it."""
    line = line_of(samples.observation(vlan=(100, 7), src_mac="52:54:00:36:3e:ff", dst_mac="12:a9:86:6c:77:de"))
    assert list(line) == [
        "timestamp", "event_type", "src_ip", "src_port", "dest_ip", "dest_port", "proto", "pkt_src", "vlan",
        "community_id", "pcap_cnt", "pcap_filename", "ether", "tls",
    ]  # fmt: skip
    assert line["timestamp"] == "2026-08-21T12:00:00.123456+0000"
    assert (line["vlan"], line["pcap_cnt"], line["pkt_src"]) == ([100, 7], 17, "wire/pcap")
    assert line["ether"] == {"src_mac": "52:54:00:36:3e:ff", "dest_mac": "12:a9:86:6c:77:de"}


def test_what_is_not_known_is_left_out() -> None:
    """No empty arrays and no nulls: EVE has neither."""
    line = line_of(samples.observation(frame=0))
    assert not {"vlan", "ether", "pcap_cnt"} & set(line)


def test_both_directions_have_one_community_id() -> None:
    """A question and its response are joined by it."""
    encoder = eve.EveEncoder(lambda _source: "a.pcap")
    out = bytearray()
    response = samples.response()
    there = msgspec.structs.replace(
        response, src=response.dst, sport=response.dport, dst=response.src, dport=response.sport
    )
    for one in (response, there):
        encoder.observation(one, out)
    first, second = (json.loads(line) for line in out.splitlines())
    assert first["community_id"] == second["community_id"]


def test_a_protocol_without_ports_has_no_community_id() -> None:
    """The line is written all the same."""
    assert "community_id" not in line_of(samples.observation(proto="ESP"))


def test_the_cache_of_community_ids_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """It starts anew rather than growing with the capture."""
    monkeypatch.setattr(eve, "FLOWS_CACHED", 4)
    encoder = eve.EveEncoder(lambda _source: "a.pcap")
    for port in range(50):
        encoder.observation(samples.observation(sport=1024 + port), bytearray())
        assert len(encoder._ids) <= 4


@pytest.mark.parametrize("name", ["caf\u00e9.pcap", "bad\udcff.pcap", "lone\ud800.pcap", 'quo"te\n.pcap'])
def test_any_file_name_can_be_written(name: str) -> None:
    """A file name may hold any byte; JSON is UTF-8."""
    assert line_of(samples.observation(), name)["pcap_filename"]


@pytest.mark.parametrize("number", range(len(samples.one_of_each())))
def test_every_observation_validates(schema: Any, number: int) -> None:
    """The public schema takes the lines of all kinds, but for the objects that EVE does not have."""
    line = line_of(samples.one_of_each()[number])
    if line["event_type"] in eve.OWN_EVENT_TYPES:
        assert line.pop(line["event_type"])
    schema.validate(line)


def test_every_kind_of_neighbours_has_a_sample() -> None:
    """So that each is validated."""
    assert {one.kind for one in samples.one_of_each()} >= NEIGHBOUR_KINDS


@pytest.mark.parametrize("kind", ["arp", "ndp"])
def test_packets_without_ports_have_none(kind: str) -> None:
    """Nor an id of a conversation."""
    (line,) = [line_of(one) for one in samples.one_of_each() if one.kind == kind]
    assert not {"src_port", "dest_port", "community_id"} & set(line)


def test_an_alert_says_what_the_contract_asks(schema: Any) -> None:
    """Number, revision, verdict, outcome and the way back to the finding."""
    line = alerts(samples.finding())[0]
    schema.validate(line)
    assert line["event_type"] == "alert"
    assert line["alert"] == {
        "signature_id": 1634000,
        "rev": 3,
        "signature": "Database and module update servers",
        "severity": 1,
        "metadata": {
            "vendor": ["kaspersky"],
            "product": ["endpoint"],
            "activity": ["update"],
            "shows": ["installed"],
            "verdict": ["confirmed"],
            "finding_id": ["f1"],
            "finding_state": ["open"],
            "outcome": ["succeeded"],
            "attribution": ["direct"],
            "signature_name": ["kaspersky-update-hosts"],
            "bans": ["us-ndaa-fy2018-1634"],
        },
        "action": "allowed",
        "gid": 9,
        "category": "Potential Corporate Privacy Violation",
    }
    assert (line["app_proto"], line["tls"]) == ("tls", {"sni": "s07.upd.kaspersky.com"})
    assert (line["pcap_filename"], line["pcap_cnt"]) == ("a.pcap", 17)


def test_the_kept_observation_gives_the_alert_its_body() -> None:
    """With ja4 and all that evidence does not keep."""
    sightings = FirstSightings()
    seen = samples.observation()
    sightings.add(seen, [samples.match(seen)])
    line = alerts(samples.finding(), sightings=sightings)[0]
    assert line["tls"]["ja4"] == "t13d"


def test_an_alert_names_the_asking_side_as_its_source(schema: Any) -> None:
    """Also when it was the response that matched: the analyst looks for the host there."""
    sightings = FirstSightings()
    seen = samples.response(frame=22, src_mac="00:00:00:00:00:01", dst_mac="00:00:00:00:00:02")
    row = samples.dns_evidence(value="s07.upd.kaspersky.com")
    sightings.add(seen, [samples.match(seen, signature=samples.signature(sid=1634010), field="dns.query")])
    (line,) = alerts(samples.finding(evidence=(row,)), sightings=sightings)
    schema.validate(line)
    assert (line["src_ip"], line["src_port"], line["dest_ip"]) == ("10.4.7.22", 40000, "10.4.0.53")
    assert line["ether"] == {"src_mac": "00:00:00:00:00:02", "dest_mac": "00:00:00:00:00:01"}
    assert line["dns"]["type"] == "response"


@pytest.mark.parametrize("field", ALL_FIELDS)
def test_evidence_alone_makes_an_alert_too(schema: Any, field: str) -> None:
    """For each place where a value can stand, when its observation was not kept."""
    row = samples.evidence(field=field, value="203.0.113.9" if field == SERVER else "a.example")
    (line,) = alerts(samples.finding(evidence=(row,)))
    schema.validate(line)
    assert ("app_proto" in line) == (field not in (SERVER, PAYLOAD, MAC, FLOW_RESOLVED))


def test_severity_follows_the_verdict_and_a_visit_is_the_least() -> None:
    """1 is the gravest in EVE."""
    found = [samples.finding(verdict=verdict) for verdict in (Verdict.CONFIRMED, Verdict.LIKELY, Verdict.POSSIBLE)]
    assert [alerts(one)[0]["alert"]["severity"] for one in found] == [1, 2, 3]
    assert alerts(samples.visit(verdict=Verdict.CONFIRMED, shows=Shows.ACCESS))[0]["alert"]["severity"] == 3


def test_a_relayed_finding_says_through_whom(schema: Any) -> None:
    """The alert's source is then the relay."""
    (line, _) = alerts(samples.finding(attribution="relayed", via="10.0.0.53"))
    schema.validate(line)
    assert line["alert"]["metadata"]["via"] == ["10.0.0.53"]


def test_evidence_of_an_unknown_file_still_makes_its_line() -> None:
    """A path that is no input of this run (from a store, say) is only named."""
    (line,) = alerts(samples.finding(evidence=(samples.evidence(frame=FrameRef("old.pcap", 1)),)))
    assert line["pcap_filename"] == "old.pcap"


def test_an_alert_says_which_tenant_it_is_about(schema: Any) -> None:
    """In its metadata; outside of virtual networks there is none."""
    (line,) = alerts(samples.finding(host=Host(ip=("10.4.7.22",), tenant="vxlan/5001"), evidence=(samples.evidence(),)))
    assert line["alert"]["metadata"]["tenant"] == ["vxlan/5001"]
    schema.validate(line)
    (line,) = alerts(samples.finding(evidence=(samples.evidence(),)))
    assert "tenant" not in line["alert"]["metadata"]

"""``--format json`` is a contract: keys, their order, times and numbers."""

import json
from typing import Any

import msgspec
from outputs import samples

from sensor.model.finding import FrameRef, Host
from sensor.model.report import InputReport
from sensor.outputs.json_report import render_json


def rendered(*findings: Any, **changes: Any) -> Any:
    """Render a report and read it back."""
    return json.loads(render_json(samples.report(*findings, **changes)))


def test_the_keys_and_their_order() -> None:
    """As DESIGN section 5.3 has them."""
    value = rendered(samples.finding())
    assert list(value) == ["schema", "vestige", "signatures", "inputs", "findings", "coverage", "weird"]
    assert list(value["inputs"][0]) == ["path", "frames", "bytes", "first", "last", "complete", "error"]
    (finding,) = value["findings"]
    assert list(finding) == [
        "id", "host", "vendor", "product", "shows", "verdict", "score", "state", "attribution", "via", "first_seen",
        "last_seen", "reasons", "bans", "evidence",
    ]  # fmt: skip
    assert list(finding["host"]) == ["ip", "mac", "name", "names"]
    assert list(finding["host"]["names"][0]) == ["name", "source", "first_seen", "last_seen"]
    assert list(finding["evidence"][0]) == [
        "signature", "sid", "title", "activity", "shows", "field", "value", "count", "outcome", "first_seen",
        "last_seen", "flow", "frame",
    ]  # fmt: skip
    assert list(finding["evidence"][0]["flow"]) == [
        "src_ip", "src_port", "dest_ip", "dest_port", "proto", "community_id",
    ]  # fmt: skip
    assert list(value["coverage"]) == ["frames", "bytes", "hosts", "dns", "tls", "quic", "http", "blind"]


def test_the_values() -> None:
    """Times in UTC with microseconds, the score short, unknown things null."""
    value = rendered(samples.finding())
    finding = value["findings"][0]
    assert value["signatures"] == {
        "packs": ["kaspersky"],
        "count": 1,
        "sha256": "ab" * 32,
        "pack_versions": [{"pack": "kaspersky", "version": "2026.11.22", "sha256": "cd" * 32}],
        "changes": [],
    }
    assert finding["first_seen"] == "2026-08-21T12:00:00.123456Z"
    assert finding["score"] == 0.975
    assert finding["via"] is None
    assert finding["evidence"][0]["frame"] == {"path": "a.pcap", "number": 17}
    assert value["weird"] == {"tls.hello_incomplete": 2}


def test_an_input_without_frames_has_no_times() -> None:
    """Null, never 1970."""
    value = rendered(inputs=(InputReport("empty.pcap"),))
    assert (value["inputs"][0]["first"], value["inputs"][0]["last"]) == (None, None)


def test_a_note_is_written_where_there_is_one() -> None:
    """Why a piece of evidence weighs less."""
    row = samples.evidence(note="with the search suffix corp.example")
    value = rendered(samples.finding(evidence=(row,)))
    assert value["findings"][0]["evidence"][0]["note"] == "with the search suffix corp.example"


def test_names_of_files_may_hold_any_byte() -> None:
    """The report stays UTF-8."""
    row = samples.evidence(frame=FrameRef("bad\udcff.pcap", 1))
    report = samples.report(
        samples.finding(evidence=(row,)), inputs=(samples.input_report(path="bad\udcff.pcap", error="bad\udcff: cut"),)
    )
    value = json.loads(render_json(report).decode())
    assert value["inputs"][0]["path"] == value["findings"][0]["evidence"][0]["frame"]["path"] == r"bad\xff.pcap"


def test_it_ends_with_a_newline_and_is_indented() -> None:
    """People look at it too."""
    text = render_json(samples.report())
    assert text.startswith(b'{\n  "schema": 1,\n')
    assert text.endswith(b"}\n")
    assert msgspec.json.decode(text)["findings"] == []


def test_the_tenant_of_a_host() -> None:
    """Only where it is in a virtual network."""
    finding = samples.finding(host=Host(ip=("10.0.0.1",), tenant="vxlan/5001"))
    assert rendered(finding)["findings"][0]["host"]["tenant"] == "vxlan/5001"
    assert "tenant" not in rendered(samples.finding())["findings"][0]["host"]

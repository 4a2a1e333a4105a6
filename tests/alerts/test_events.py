"""Lines about the sensor itself."""

import json
from typing import Any

import jsonschema
import pytest

from sensor.alerts.events import BLIND_KINDS, Engine, EventEncoder
from sensor.model.report import Coverage

NOON = 1_787_313_600_123_456_789
ENGINE = Engine(
    uptime=60, received=10, dropped=1, bypassed=7, bypassed_bytes=700,
    alerts=2, suppressed=3, overflow=4, loaded=41, failed=1, loaded_at=NOON
)  # fmt: skip


@pytest.fixture(scope="module")
def schema(shared: Any) -> Any:
    """Return a validator for the public schema of EVE."""
    return jsonschema.Draft202012Validator(json.loads((shared / "eve-schema.json").read_text()))


@pytest.mark.parametrize("kind", [*BLIND_KINDS, "another"])
def test_blindness_is_an_alert(schema: Any, kind: str) -> None:
    """Of a generator of its own, for who reads alerts alone."""
    line = json.loads(EventEncoder("tap-hq").blind("blind-1", kind, "eth0", NOON, NOON + 1, "gone"))
    schema.validate(line)
    assert (line["event_type"], line["in_iface"], line["host"], line["alert"]["gid"]) == ("alert", "eth0", "tap-hq", 10)
    assert line["alert"]["metadata"]["until"] == ["2026-08-21T12:00:00.123456Z"]


def test_blindness_that_lasts_has_no_end(schema: Any) -> None:
    """Nor an interface, where it is about all."""
    line = json.loads(EventEncoder().blind("blind-1", "silent", "", NOON, None, "gone"))
    schema.validate(line)
    assert not {"in_iface", "host"} & set(line)
    assert line["alert"]["metadata"]["until"] == ["lasting"]


def test_stats_have_suricatas_names(schema: Any) -> None:
    """So that dashboards show them."""
    coverage = Coverage(frames=9, bytes=900, dns={"queries": 3, "responses": 2, "over_tcp": 1}, tls={"hellos": 4})
    line = json.loads(EventEncoder().stats(NOON, coverage, ENGINE))
    schema.validate(line)
    stats = line["stats"]
    assert stats["capture"] == {"kernel_packets": 10, "kernel_drops": 1}
    assert stats["flow_bypassed"] == {"pkts": 7, "bytes": 700}
    assert stats["decoder"]["pkts"] == 9
    assert stats["app_layer"]["tx"] == {"dns_udp": 4, "dns_tcp": 1, "tls": 4, "quic": 0, "http": 0}
    assert stats["detect"]["alert_queue_overflow"] == 4
    assert stats["detect"]["engines"][0]["rules_loaded"] == 41


def test_messages_and_what_is_ours(schema: Any) -> None:
    """The latter under an object of the event's name."""
    encoder = EventEncoder()
    line = json.loads(encoder.engine(NOON, "reload", "done \udcff", "Warning"))
    schema.validate(line)
    assert line["engine"] == {"message": "done \\xff", "module": "reload"}
    line = json.loads(encoder.sensor(NOON, {"version": "1"}))
    assert line.pop("sensor") == {"version": "1"}
    schema.validate(line)

"""What the sensor says of itself."""

from engine.live.rig import SIGNATURES, stats
from engine.live.test_teller import take, teller
from findings.makers import match, question

from sensor.engine.live.delivery import OutputCounts
from sensor.engine.live.report import Reloads, describe, engine_counts, sensor_body

OUTPUTS = [OutputCounts("file:x", 3, 2, 1, "disk full"), OutputCounts("tcp://h", 0, 0, 0, "")]


def test_counters_in_suricatas_names() -> None:
    """Over all taps and outputs."""
    one = take(teller(), match(question()))
    one.suppressions.held["lab"] = 5
    counts = engine_counts(stats(9), one, OUTPUTS, Reloads(7, failed=2), 60)
    assert (counts.received, counts.alerts, counts.suppressed, counts.overflow, counts.failed) == (9, 1, 5, 2, 2)
    assert (counts.loaded, counts.loaded_at, counts.uptime) == (4, 7, 60)


def test_repeats_are_those_since_the_last_report() -> None:
    """The counter of a host that goes on."""
    one = take(teller(), *[match(question())] * 5)
    body = sensor_body("1", stats(9), one, OUTPUTS, durable=True)
    assert body["repeats"]["sum"] == 5
    assert body["findings"] == {"told": 1, "visits": 0, "held": 1}
    assert [output.get("trouble") for output in body["outputs"]] == ["disk full", None]
    assert (body["state"], body["limits"], body["matches"]) == ("kept", {}, 5)
    take(one, match(question()), now=10_000_000_000)
    body = sensor_body("1", stats(9), one, OUTPUTS, durable=False)
    assert (body["repeats"]["sum"], body["repeats"]["findings"][0]["count"]) == (1, 6)
    assert sensor_body("1", stats(9), one, OUTPUTS, durable=False)["repeats"] == {"sum": 0, "findings": []}


def test_signatures_in_words() -> None:
    """Packs, number, hash."""
    text = describe(SIGNATURES)
    assert text.startswith(f"{len(SIGNATURES.signatures)} signatures (")
    assert text.endswith(SIGNATURES.sha256[:12])

"""What the sensor says of itself every so often: ``stats`` in Suricata's names, and ``sensor`` for what is ours."""

from collections.abc import Sequence
from typing import Any

import msgspec

from sensor.alerts.events import Engine
from sensor.alerts.times import rfc3339
from sensor.engine.live.delivery import OutputCounts
from sensor.engine.live.messages import LiveStats, TapStats
from sensor.engine.live.teller import Standing, Teller
from sensor.findings.words import count
from sensor.model.report import Coverage
from sensor.model.signature import Shows, SignatureSet
from sensor.outputs.packs import changes_text, packs_text

MAX_REPEATS = 100
"""Findings whose repeats are named in one event, those with the most; the sum is of all."""
HASH_DIGITS = 12
"""Digits of the signatures' hash in a sentence: what reports show."""


class Reloads(msgspec.Struct):
    """How often signatures and configuration were loaded."""

    loaded_at: int
    done: int = 0
    failed: int = 0


def describe(signatures: SignatureSet) -> str:
    """Return packs, number and hash of *signatures* in words, and what overlays changed in them."""
    changes = changes_text(signatures)
    loaded = f"{count(len(signatures.signatures), 'signature')} ({packs_text(signatures)})"
    return f"{loaded}, sha256 {signatures.sha256[:HASH_DIGITS]}" + (f"; {changes}" if changes else "")


def engine_counts(
    stats: LiveStats, teller: Teller, outputs: Sequence[OutputCounts], reloads: Reloads, uptime: int
) -> Engine:
    """Return what a ``stats`` event tells; *uptime* in seconds."""
    return Engine(
        uptime=uptime,
        received=sum(tap.received for tap in stats.taps),
        dropped=sum(tap.dropped for tap in stats.taps),
        bypassed=sum(tap.bypassed for tap in stats.taps),
        bypassed_bytes=sum(tap.bypassed_bytes for tap in stats.taps),
        alerts=teller.alerts,
        suppressed=teller.suppressions.held.total(),
        overflow=sum(output.lost for output in outputs),
        loaded=len(teller.tracker.signatures.signatures),
        failed=reloads.failed,
        loaded_at=reloads.loaded_at,
    )


def sensor_body(
    version: str, stats: LiveStats, teller: Teller, outputs: Sequence[OutputCounts], durable: bool
) -> dict[str, Any]:
    """Return the object of a ``sensor`` event. Repeats are those since the last one."""
    standings = list(teller.standings.values())
    repeated = sorted((one for one in standings if one.told and one.count > one.reported), key=fresh, reverse=True)
    body = {
        "version": version,
        "started": rfc3339(stats.started),
        "restarts": stats.restarts,
        "taps": [tap_body(tap) for tap in stats.taps],
        "findings": {
            "told": sum(one.told is not None for one in standings),
            "visits": sum(one.finding.shows is Shows.ACCESS for one in standings),
            "held": len(standings),
        },
        "matches": teller.sights,
        "repeats": {"sum": sum(map(fresh, repeated)), "findings": [repeat_body(one) for one in repeated[:MAX_REPEATS]]},
        "suppressed": dict(teller.suppressions.held),
        "outputs": [output_body(output) for output in outputs],
        "state": "kept" if durable else "in memory",
        "limits": limits(teller),
        "coverage": coverage_body(stats.coverage()),
    }
    for one in repeated:
        one.reported = one.count
    return body


def fresh(standing: Standing) -> int:
    """Return the sights since the last report."""
    return standing.count - standing.reported


def repeat_body(standing: Standing) -> dict[str, Any]:
    """Return who goes on doing what was told before."""
    finding = standing.finding
    return {
        "finding_id": finding.id,
        "host": finding.host.ip,
        "product": f"{finding.vendor}/{finding.product}",
        "count": standing.count,
        "last_seen": rfc3339(finding.last_seen),
    }


def tap_body(tap: TapStats) -> dict[str, Any]:
    """Return the counters of one interface in one worker."""
    body = msgspec.structs.asdict(tap)
    return body | {"last": rfc3339(tap.last) if tap.last else None}


def output_body(output: OutputCounts) -> dict[str, Any]:
    """Return how an output is doing; trouble only where there is some."""
    body = msgspec.structs.asdict(output)
    return body if output.trouble else {key: value for key, value in body.items() if key != "trouble"}


def coverage_body(coverage: Coverage) -> dict[str, Any]:
    """Return what was visible, without what was never seen."""
    body = msgspec.to_builtins(coverage)
    return {
        name: {key: number for key, number in value.items() if number} if isinstance(value, dict) else value
        for name, value in body.items()
    }


def limits(teller: Teller) -> dict[str, int]:
    """Return what limits cost, by name; what cost nothing is left out."""
    tracker = teller.tracker
    counts = tracker.cut | {"forgotten": tracker.forgotten, "devices_renewed": tracker.renewed}
    return {name: number for name, number in counts.items() if number}

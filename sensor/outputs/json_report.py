"""``scan --format json``: the whole report as one JSON object (DESIGN section 5.3). Other programs read it."""

from typing import Any

import msgspec

from sensor.alerts.alert import encodable
from sensor.alerts.times import rfc3339
from sensor.model.finding import Evidence, Finding, Host
from sensor.model.report import Coverage, InputReport
from sensor.outputs.packs import packs_body
from sensor.outputs.report import Report

SCHEMA = 1
"""Raised when a key changes its meaning or goes; a new key does not raise it."""


def render_json(report: Report) -> bytes:
    """Return *report* as indented UTF-8 JSON with a newline at the end."""
    value = {
        "schema": SCHEMA,
        "vestige": report.version,
        "signatures": packs_body(report.signatures),
        "inputs": [_input(one) for one in report.inputs],
        "findings": [_finding(finding) for finding in report.findings],
        "coverage": _coverage(report.coverage),
        "weird": dict(sorted(report.coverage.weird.items())),
    }
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"


def _time(ns: int | None) -> str | None:
    return None if ns is None else rfc3339(ns)


def _input(report: InputReport) -> dict[str, Any]:
    return {
        "path": encodable(report.path),
        "frames": report.frames,
        "bytes": report.bytes,
        "first": _time(report.first),
        "last": _time(report.last),
        "complete": report.complete,
        "error": None if report.error is None else encodable(report.error),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "host": _host(finding.host),
        "vendor": finding.vendor,
        "product": finding.product,
        "shows": finding.shows.value,
        "verdict": finding.verdict.value,
        "score": round(finding.score, 3),
        "state": finding.state,
        "attribution": finding.attribution,
        "via": finding.via,
        "first_seen": rfc3339(finding.first_seen),
        "last_seen": rfc3339(finding.last_seen),
        "reasons": finding.reasons,
        "bans": finding.bans,
        "evidence": [_evidence(evidence) for evidence in finding.evidence],
    }


def _host(host: Host) -> dict[str, Any]:
    names = [
        {
            "name": name.name,
            "source": name.source,
            "first_seen": rfc3339(name.first_seen),
            "last_seen": rfc3339(name.last_seen),
        }
        for name in host.names
    ]
    out = {"ip": host.ip, "mac": host.mac, "name": host.name, "names": names}
    return {**out, "tenant": host.tenant} if host.tenant else out


def _evidence(evidence: Evidence) -> dict[str, Any]:
    row: dict[str, Any] = {
        "signature": evidence.signature,
        "sid": evidence.sid,
        "title": encodable(evidence.title),
        "activity": evidence.activity.value,
        "shows": evidence.shows.value,
        "field": evidence.field,
        "value": evidence.value,
        "count": evidence.count,
        "outcome": evidence.outcome.value,
        "first_seen": rfc3339(evidence.first_seen),
        "last_seen": rfc3339(evidence.last_seen),
        "flow": msgspec.structs.asdict(evidence.flow),
        "frame": {"path": encodable(evidence.frame.path), "number": evidence.frame.number},
    }
    if evidence.note:
        row["note"] = evidence.note
    return row


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "frames": coverage.frames,
        "bytes": coverage.bytes,
        "hosts": coverage.hosts,
        "dns": coverage.dns,
        "tls": coverage.tls,
        "quic": coverage.quic,
        "http": coverage.http,
        "blind": coverage.blind,
    }

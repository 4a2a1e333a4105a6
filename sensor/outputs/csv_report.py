"""``scan --format csv``: one row per finding and piece of evidence, for spreadsheets and inventories (RFC 4180)."""

import csv
import io

from sensor.alerts.times import rfc3339
from sensor.model.finding import Evidence, Finding
from sensor.outputs.escape import cell
from sensor.outputs.report import Report

COLUMNS = (
    "finding_id", "verdict", "score", "state", "host_ip", "host_name", "host_mac", "vendor", "product", "shows",
    "attribution", "via", "first_seen", "last_seen", "signature", "sid", "title", "activity", "evidence_shows", "field",
    "value", "count", "outcome", "evidence_first_seen", "evidence_last_seen", "src_ip", "src_port", "dest_ip",
    "dest_port", "proto", "community_id", "path", "frame", "bans", "reasons", "tenant",
)  # fmt: skip
"""The header; new columns are added at the end only."""


def render_csv(report: Report) -> str:
    """Return the rows of *report* under a header; several values of one cell are joined by ``; ``.

    Lines end in a bare newline: every spreadsheet takes it, and the tools of a shell need it.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for finding in report.findings:
        for evidence in finding.evidence:
            writer.writerow([cell(value) for value in _row(finding, evidence)])
    return out.getvalue()


def _row(finding: Finding, evidence: Evidence) -> tuple[object, ...]:
    host, flow = finding.host, evidence.flow
    return (
        finding.id, finding.verdict, round(finding.score, 3), finding.state, "; ".join(host.ip), host.name, host.mac,
        finding.vendor, finding.product, finding.shows, finding.attribution, finding.via, rfc3339(finding.first_seen),
        rfc3339(finding.last_seen), evidence.signature, evidence.sid, evidence.title, evidence.activity, evidence.shows,
        evidence.field, evidence.value, evidence.count, evidence.outcome, rfc3339(evidence.first_seen),
        rfc3339(evidence.last_seen), flow.src_ip, flow.src_port, flow.dest_ip, flow.dest_port, flow.proto,
        flow.community_id, evidence.frame.path, evidence.frame.number, "; ".join(finding.bans),
        "; ".join(finding.reasons), host.tenant,
    )  # fmt: skip

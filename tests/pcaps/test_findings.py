"""Each capture's expected findings, as the manifest states them, hold in a scan with the signatures that ship."""

from collections.abc import Iterable
from typing import Any

import pytest
from recipes import shelf

from sensor.engine.scan import ScanOptions, ScanResult, scan
from sensor.model.finding import Finding
from sensor.model.signature import SignatureSet
from sensor.signatures import load

PENDING: dict[str, str] = {}
"""Captures that are ahead of the program, and why. One that begins to hold has to leave this list."""

ENTRIES = [
    pytest.param(entry, id=file, marks=[pytest.mark.xfail(reason=PENDING[file])] if file in PENDING else [])
    for file, entry in shelf.manifest().items()
]


@pytest.fixture(scope="module")
def signatures() -> SignatureSet:
    """Return the packs that ship."""
    return load(None)


def scanned(file: str, signatures: SignatureSet) -> ScanResult:
    """Scan one capture of the shelf."""
    return scan([str(shelf.ROOT / file)], ScanOptions(signatures=signatures))


def outcome(finding: Finding) -> str:
    """Return the best outcome of the finding's conversations; that of its lookups where there is nothing else."""
    rows = [row for row in finding.evidence if not row.field.startswith("dns.")] or finding.evidence
    return max(rows, key=lambda row: row.outcome.rank).outcome.value


def said(finding: Finding) -> dict[str, Any]:
    """Return everything about a finding that the manifest may speak of."""
    return {
        "host": finding.host.ip[0],
        "name": finding.host.name,
        "mac": finding.host.mac,
        "tenant": finding.host.tenant,
        "vendor": finding.vendor,
        "product": finding.product,
        "shows": finding.shows.value,
        "verdict": finding.verdict.value,
        "attribution": finding.attribution,
        "via": finding.via,
        "outcome": outcome(finding),
        "sights": sum(row.count for row in finding.evidence),
    }


def by_host(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put findings into an order that does not depend on their score."""
    return sorted(findings, key=lambda one: (one["host"], one["vendor"], one["product"], one.get("tenant") or ""))


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_scan_finds_what_the_manifest_expects(entry: dict[str, Any], signatures: SignatureSet) -> None:
    """Neither more nor less, and each with what the manifest says of it."""
    found = by_host(map(said, scanned(entry["file"], signatures).findings))
    expected = by_host(entry["findings"])
    assert [(one["host"], one["product"]) for one in found] == [(one["host"], one["product"]) for one in expected]
    assert [{key: one[key] for key in want} for one, want in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize("entry", [pytest.param(entry, id=file) for file, entry in shelf.manifest().items()])
def test_every_frame_is_read_and_damage_is_reported(entry: dict[str, Any], signatures: SignatureSet) -> None:
    """An undamaged capture is read to its end; a damaged one says in a sentence what is wrong with it."""
    [report] = scanned(entry["file"], signatures).inputs
    if entry.get("damaged"):
        assert not report.complete
        assert report.error
        assert report.frames <= entry["frames"]
    else:
        assert report.complete
        assert report.error is None
        assert report.frames == entry["frames"]


def test_pending_captures_exist() -> None:
    """The list of what is ahead names only captures that there are."""
    assert set(PENDING) <= set(shelf.manifest())

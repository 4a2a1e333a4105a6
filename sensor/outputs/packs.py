"""Which packs a run went by, and what overlays changed in them: for every report, in words and as JSON."""

from pathlib import Path
from typing import Any

from sensor.alerts.alert import encodable
from sensor.findings.words import count
from sensor.model.signature import Change, SignatureSet

MAX_NAMED = 3
"""Packs of one version that are named; of more their number is told."""
MAX_CHANGES = 5
"""Changes named in a sentence; `vestige signatures list` has all."""


def packs_text(found: SignatureSet) -> str:
    """Return the packs by version: ``kaspersky 2026.11.22``, ``26 packs 2026.11.22, mine``."""
    versions = {one.pack: one.version for one in found.pack_versions}
    groups: dict[str, list[str]] = {}
    for pack in found.packs:
        groups.setdefault(versions.get(pack, ""), []).append(pack)
    many = sorted(groups.items(), key=lambda group: -len(group[1]))
    return ", ".join(f"{_named(packs)} {version}".rstrip() for version, packs in many)


def _named(packs: list[str]) -> str:
    return ", ".join(packs) if len(packs) <= MAX_NAMED else count(len(packs), "pack")


def changes_text(found: SignatureSet) -> str:
    """Return what overlays changed: ``1 signature changed by overlay.yaml: acme-web disabled``; empty for nothing."""
    if not found.changes:
        return ""
    files = ", ".join(sorted({Path(one.at.path).name if one.at else "an overlay" for one in found.changes}))
    named = [f"{one.signature} {change_text(found, one)}" for one in found.changes[:MAX_CHANGES]]
    if len(found.changes) > MAX_CHANGES:
        named.append(f"{len(found.changes) - MAX_CHANGES} more")
    return f"{count(len(found.changes), 'signature')} changed by {files}: {'; '.join(named)}"


def change_text(found: SignatureSet, change: Change) -> str:
    """Return what *change* does: ``disabled``, or ``weight 0.3 instead of 0.6``."""
    if change.weight is None:
        return "disabled"
    return f"weight {change.weight:g} instead of {found.replaced[change.signature].weight:g}"


def change_reason(change: Change) -> str:
    """Return why, who says so, for how long, and where that stands."""
    owner = f"; {change.owner}" if change.owner else ""
    until = f"; until {change.until}" if change.until else ""
    return f"{change.reason}{owner}{until} ({change.at or 'no file'})"


def packs_body(found: SignatureSet) -> dict[str, Any]:
    """Return the keys of a JSON report that say which signatures it goes by."""
    return {
        "packs": found.packs,
        "count": len(found.signatures),
        "sha256": found.sha256,
        "pack_versions": found.pack_versions,
        "changes": [change_body(found, one) for one in found.changes],
    }


def change_body(found: SignatureSet, change: Change) -> dict[str, Any]:
    """Return one change as JSON; ``weight`` is null where the signature is disabled."""
    return {
        "signature": change.signature,
        "disabled": change.weight is None,
        "weight": change.weight,
        "was": found.replaced[change.signature].weight,
        "reason": change.reason,
        "owner": change.owner,
        "until": change.until,
        "file": encodable(str(change.at or "")),
    }

"""How sure a signature makes its reader, in the scales of other tools; and whether a blocking list should take it."""

from sensor.model.signature import Activity, Shows, Signature

WEAK = 0.5
"""A weight below it is weak: mostly a hint (docs/signatures/format.md)."""
STRONG = 0.8
"""A weight from which on only the product has a reason."""
VISITS = (Activity.WEB, Activity.INSTALLER, Activity.INJECTED)


def is_visit(signature: Signature) -> bool:
    """Tell whether it shows no more than that somebody used a site or service."""
    return signature.shows is Shows.ACCESS or signature.activity in VISITS


def level(signature: Signature) -> str:
    """Return a Sigma level: ``informational`` for a visit, else by weight."""
    if is_visit(signature):
        return "informational"
    if signature.weight >= STRONG:
        return "high"
    return "medium" if signature.weight >= WEAK else "low"


def priority(signature: Signature) -> int:
    """Return a priority as Snort and Suricata number them: 1 is the highest."""
    return {"high": 1, "medium": 2, "low": 3}.get(level(signature), 4)


def confidence(signature: Signature) -> int:
    """Return STIX's confidence, 0 to 100 (STIX 2.1 appendix A)."""
    return round(signature.weight * 100)


def why_not_blocked(signature: Signature) -> str:
    """Return why a blocking list leaves it out unless everything is asked for; empty when it does not."""
    if is_visit(signature):
        return "shows access only: a visit is not an installation (--everything takes it in)"
    if signature.weight < WEAK:
        return f"weak, its weight is below {WEAK} (--everything takes it in)"
    return ""


def description(signature: Signature) -> str:
    """Return class, activity and weight in one phrase, for formats with one field of free text."""
    return (
        f"{signature.vendor}/{signature.product}: {signature.title}"
        f" ({signature.activity}, shows {signature.shows}, weight {signature.weight:g})"
    )

"""A signature for tests that need just one, and the set that it makes alone."""

from typing import Any

from sensor.model.signature import Activity, Indicator, Shows, Signature, SignatureSet

DEFAULTS: dict[str, Any] = {
    "id": "one",
    "sid": 10,
    "revision": 1,
    "title": "t",
    "vendor": "acme",
    "product": "agent",
    "activity": Activity.UPDATE,
    "shows": Shows.INSTALLED,
    "weight": 0.5,
}


def signature(*indicators: Indicator, **fields: object) -> Signature:
    """Return a signature of *indicators*; *fields* replace the defaults."""
    return Signature(**{**DEFAULTS, "any": indicators, **fields})


def alone(one: Signature) -> SignatureSet:
    """Return the set that holds nothing else."""
    return SignatureSet(signatures=(one,), vendors={}, bans={}, packs=(), sha256="")

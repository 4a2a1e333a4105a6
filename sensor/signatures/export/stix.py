"""A STIX 2.1 bundle (https://docs.oasis-open.org/cti/stix/v2.1/): an indicator for each signature, with its pattern.

Ids are made of the signatures' own and times of the days on which they were verified: the same signatures give the same
bundle. Class, activity and product go along as labels, the weight as confidence.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from sensor.model.signature import Signature, SignatureSet
from sensor.signatures.export.exported import Exported, MissingLibrary, Notes, Settings, one_line, origin
from sensor.signatures.export.grades import confidence
from sensor.signatures.export.patterns import patterns_of
from sensor.signatures.export.plain import NOT_A_NAME, describe

NAMESPACE = uuid.UUID("5d3e0a6e-0b8a-5a3f-8c8e-6f1c7a0d9b42")
"""Ids are version 5 of this (RFC 9562 section 5.5)."""
LONG_AGO = "1970-01-01"
"""Day of a signature that does not say when it was verified."""
PER_INDICATOR = 5
"""Observation expressions in one indicator, of at most `patterns.NAMES` names each: a longer list becomes several indicators."""
FIELDS = "a domain name is one wherever it is seen: STIX does not know in which field"


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return the bundle. It has no comments: what it cannot carry is said by the caller."""
    try:
        import stix2  # noqa: PLC0415 - an extra
    except ImportError:
        raise MissingLibrary("stix2") from None
    notes = Notes()
    origin_day = max((signature.verified or LONG_AGO for signature in found.signatures), default=LONG_AGO)
    author = stix2.v21.Identity(
        id=_id("identity", "vestige"),
        name="Vestige",
        description=origin(found, settings),
        identity_class="system",
        created=_time(LONG_AGO),
        modified=_time(origin_day),
    )
    objects: list[Any] = [author]
    for signature in found.signatures:
        for number, pattern in enumerate(_patterns(signature, notes)):
            notes.carry(signature)
            objects.append(stix2.v21.Indicator(**_indicator(signature, number, pattern), created_by_ref=author.id))
    bundle = stix2.v21.Bundle(objects, id=_id("bundle", found.sha256 + ",".join(sorted(notes.carried))))
    return notes.exported(bundle.serialize(pretty=True) + "\n")


def _patterns(signature: Signature, notes: Notes) -> Iterator[str]:
    expressions: list[str] = []
    for indicator in signature.any:
        made = patterns_of(indicator)
        if not made:
            notes.left_out(signature, describe(indicator), NOT_A_NAME)
        if indicator.fields:
            notes.more(signature, describe(indicator), FIELDS)
        expressions += made
    for start in range(0, len(expressions), PER_INDICATOR):
        yield " OR ".join(expressions[start : start + PER_INDICATOR])


def _indicator(signature: Signature, number: int, pattern: str) -> dict[str, Any]:
    """Return the properties of one indicator."""
    day = _time(signature.verified or LONG_AGO)
    causes = "; ".join(signature.false_positives)
    made: dict[str, Any] = {
        "id": _id("indicator", f"{signature.id}/{number}" if number else signature.id),
        "created": day,
        "modified": day,
        "valid_from": day,
        "name": one_line(signature.title),
        "description": one_line(f"Also caused by: {causes}" if causes else ""),
        "pattern": pattern,
        "pattern_type": "stix",
        "confidence": confidence(signature),
        "labels": [
            f"vendor:{signature.vendor}",
            f"product:{signature.product}",
            f"activity:{signature.activity}",
            f"shows:{signature.shows}",
        ],
        "external_references": [
            {"source_name": "vestige", "external_id": signature.id, "description": f"sid {signature.sid}"},
            *({"source_name": "source", "url": url} for url in signature.references if "://" in url),
        ],
    }
    if signature.expires:
        made["valid_until"] = _time(signature.expires)
    return {key: value for key, value in made.items() if value != ""}


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind}/{name}')}"


def _time(day: str) -> str:
    return f"{day}T00:00:00.000Z"

"""The tables of keys agree with the model and with the documentation."""

from pathlib import Path

import msgspec
import pytest

from sensor.model.signature import (
    Ban,
    Change,
    DhcpCondition,
    HttpCondition,
    Indicator,
    SelfTest,
    ServerCondition,
    Signature,
    TlsCondition,
    Vendor,
)
from sensor.signatures import schema

RENAMED = {
    "from": "sender",
    "except": "excluding",
    "see": "see",
    "suffix": "suffix",
    "vendor": "id",
    "disable": "weight",
}
FROM_FILE = {"vendor", "product", "at", "host_suffix", "id"}
"""Attributes that come from the file's head or the place, not from a key of the level."""


@pytest.mark.parametrize(
    ("level", "struct"),
    [
        (schema.SIGNATURE, Signature),
        (schema.INDICATOR, Indicator),
        (schema.HTTP, HttpCondition),
        (schema.SERVER, ServerCondition),
        (schema.TLS, TlsCondition),
        (schema.DHCP, DhcpCondition),
        (schema.TEST, SelfTest),
        (schema.VENDOR, Vendor),
        (schema.BAN, Ban),
        (schema.CHANGE, Change),
    ],
)
def test_every_key_has_its_attribute(level: dict[str, schema.Key], struct: type[msgspec.Struct]) -> None:
    """And every attribute its key, so that nothing is read in vain and nothing cannot be written."""
    attributes = set(struct.__struct_fields__)
    keys = {RENAMED.get(key, key) for key in level}
    assert keys - attributes == set()
    assert attributes - keys - FROM_FILE == set()


def test_the_reference_has_every_key(repo: Path) -> None:
    """docs/signatures/format.md names each key of each level with its kind and meaning, as the messages do."""
    text = (repo / "docs/signatures/format.md").read_text()
    missing = [
        (level, key)
        for level, keys in schema.LEVELS.items()
        for key, wanted in keys.items()
        if f"| `{key}`{' *' if wanted.required else ''} | {wanted.kind} | {wanted.meaning} |" not in text
    ]
    assert missing == []

"""Files for Zeek's Intelligence Framework, against a strict reading of its format."""

import ipaddress
import re
from collections.abc import Callable

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures.export import export
from sensor.signatures.export.exported import Exported, Settings

TYPES = {
    "ADDR",
    "SUBNET",
    "URL",
    "SOFTWARE",
    "EMAIL",
    "DOMAIN",
    "USER_NAME",
    "CERT_HASH",
    "PUBKEY_HASH",
    "FILE_HASH",
    "FILE_NAME",
}
"""Intel::Type (https://docs.zeek.org/en/current/frameworks/intel.html)."""
NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)+")


def items(text: str) -> list[dict[str, str]]:
    """Return the items of a file, as Zeek's ASCII reader would: one header, single tabs, no empty cell, nothing twice."""
    lines = text.split("\n")
    assert lines.pop() == "", "the last line ends"
    head = lines[0].split("\t")
    assert head[0] == "#fields"
    assert head[1:3] == ["indicator", "indicator_type"]
    found = []
    for line in lines[1:]:
        assert "\r" not in line
        if line.startswith("#"):
            assert not line.startswith("#fields")
            continue
        cells = line.split("\t")
        assert len(cells) == len(head) - 1
        assert all(cell and cell == cell.strip() and cell.isprintable() for cell in cells)
        found.append(dict(zip(head[1:], cells, strict=True)))
    assert len({(one["indicator"], one["indicator_type"]) for one in found}) == len(found)
    for one in found:
        check(one["indicator"], one["indicator_type"].removeprefix("Intel::"))
    return found


def check(value: str, kind: str) -> None:
    """Fail unless *value* is what its type says."""
    assert kind in TYPES
    if kind == "DOMAIN":
        assert NAME.fullmatch(value)
    elif kind == "ADDR":
        ipaddress.ip_address(value)
    elif kind == "SUBNET":
        assert ipaddress.ip_network(value).num_addresses > 1
    elif kind == "URL":
        assert "://" not in value
        assert "/" in value


def test_items(exported: Callable[..., Exported]) -> None:
    """Names, networks, addresses, a URL and a User-Agent; class and weight in the description."""
    found = {one["indicator"]: one for one in items(exported("zeek").text)}
    assert {name: one["indicator_type"].partition("::")[2] for name, one in found.items()} == {
        "s08.acme.com": "DOMAIN",
        "s09.acme.com": "DOMAIN",
        "s10.acme.com": "DOMAIN",
        "upd.acme.com": "DOMAIN",
        "proxied.acme.com": "DOMAIN",
        "acme.com": "DOMAIN",
        "api.acme.com/v1/ping": "URL",
        "AcmeAlone": "SOFTWARE",
        "198.51.100.0/24": "SUBNET",
        "2001:db8::/32": "SUBNET",
        "203.0.113.9": "ADDR",
    }
    assert "shows installed, weight 0.9" in found["upd.acme.com"]["meta.desc"]
    assert found["upd.acme.com"]["meta.url"] == "https://acme.com/network"


def test_what_is_not_carried_is_told(exported: Callable[..., Exported]) -> None:
    """Suffixes see less; ports, payloads and devices are left out."""
    text = exported("zeek").text
    for words in (
        "#  acme-update: upd.acme.com",
        "#  acme-cloud: suffix cloud.acme.com port",
        "mac 000c29",
        "payload of 1",
    ):
        assert words in text


def test_the_shipped_packs(shipped: SignatureSet) -> None:
    """Hundreds of items, all in the format."""
    assert len(items(export("zeek", shipped, Settings(made=0)).text)) > 200


def test_the_format_test_can_fail(exported: Callable[..., Exported]) -> None:
    """A space in place of a tab is noticed."""
    with pytest.raises(AssertionError):
        items(exported("zeek").text.replace("\tIntel::DOMAIN", " Intel::DOMAIN", 1))

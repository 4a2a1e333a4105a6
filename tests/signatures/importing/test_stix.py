"""STIX indicators."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sensor.signatures.importing.entries import Entries, ImportRefused
from sensor.signatures.importing.stix import read


def indicator(pattern: str, **more: object) -> dict[str, object]:
    """Return an indicator."""
    return {"type": "indicator", "name": "one", "pattern_type": "stix", "pattern": pattern, **more}


def taken(*objects: dict[str, object]) -> Entries:
    """Read a bundle."""
    entries = Entries()
    read(json.dumps({"type": "bundle", "objects": objects}).encode(), entries)
    return entries


def test_names_with_exceptions_and_sources() -> None:
    """A suffix keeps what it excepts; references are sources."""
    pattern = (
        "[((domain-name:value = 'a.com' OR domain-name:value LIKE '%.a.com')"
        " AND domain-name:value != 'b.a.com' AND domain-name:value NOT LIKE '%.b.a.com')]"
    )
    entries = taken(indicator(pattern, external_references=[{"source_name": "x", "url": "https://x.com"}]))
    group = entries.groups["one"]
    assert (list(group.hosts), group.suffixes) == (["a.com"], {"a.com": ("b.a.com",)})
    assert list(group.sources) == ["https://x.com"]


@pytest.mark.parametrize(
    "pattern",
    [
        "[file:hashes.MD5 = 'x']",
        "[domain-name:value = 'a.com' AND network-traffic:dst_port = 443]",
        "[domain-name:value > 'a.com']",
        "[domain-name:value LIKE '%a%']",
        "not a pattern",
    ],
)
def test_what_is_about_more_is_left_out(pattern: str) -> None:
    """The rest of it alone would say more than was meant."""
    entries = taken(indicator(pattern))
    assert entries.count == 0
    assert list(entries.places.values()) == [["object 1"]]


def test_revoked_and_other_languages_are_left_out() -> None:
    """And other objects pass unseen."""
    entries = taken(
        {"type": "identity"},
        indicator("[domain-name:value = 'a.com']", revoked=True),
        indicator("alert dns", pattern_type="snort"),
    )
    assert entries.count == 0
    assert sum(entries.skipped.values()) == 2


@pytest.mark.parametrize(
    "data", [b"", b"1", b"{}", b"[]", b'{"objects": 1}', b"[" * 1_000_000, b'{"a":' * 100_000, b"\xff"]
)
def test_what_is_no_stix_is_refused(data: bytes) -> None:
    """However deep it nests."""
    with pytest.raises(ImportRefused):
        read(data, Entries())


@given(
    one=st.recursive(
        st.none() | st.text(max_size=5), lambda kids: st.dictionaries(st.sampled_from(["name", "pattern", "url"]), kids)
    )
)
def test_no_values_break_it(one: object) -> None:
    """Values of other types where text belongs."""
    taken({"type": "indicator", "pattern": "[domain-name:value = 'a.com']", "name": one, "external_references": [one]})

"""Every indicator that is known with a public source is wanted by a signature, or listed with the reason why not."""

import re
from pathlib import Path

import pytest
import yaml

from sensor.match import Matcher
from sensor.signatures import load
from sensor.signatures.see import parse_see

UNCOVERED = Path(__file__).with_name("uncovered.yaml")
"""A list of ``{vendor, value, reason}``."""
CLAIMED = ("strong", "medium", "strong(OEM)", "medium(OEM)")
"""Grades that ask for a signature."""
PUBLIC = re.compile(r"https?://|github:")
"""A source that can be looked up; an index number cannot."""
FIELDS = ("dns.query", "tls.sni")


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """The matcher of the packs that ship."""
    return Matcher(load())


def names_of(shared: Path) -> dict[str, bool]:
    """Return the names that are graded strong or medium; True where a public source says so."""
    path = shared / "intel" / "kaspersky_hosts.tsv"
    if not path.is_file():
        pytest.skip("no list of Kaspersky's hosts in ../shared")
    rows = [line.split("\t") for line in path.read_text().splitlines()[1:]]
    return {host: bool(PUBLIC.search(source)) for host, _category, grade, _products, source in rows if grade in CLAIMED}


def weights(matcher: Matcher, name: str) -> list[float]:
    """Return the weights of the signatures that want *name*; for a pattern, a name that it stands for."""
    probe = name.replace("*", "anything")
    return [match.signature.weight for field in FIELDS for match in matcher.match(parse_see(f"{field} {probe}"))]


def listed() -> dict[str, str]:
    """Return the values that no signature wants, with their reasons."""
    return {entry["value"]: entry["reason"] for entry in yaml.safe_load(UNCOVERED.read_text())}


def test_each_known_name_is_covered_or_listed(shared: Path, matcher: Matcher) -> None:
    """With a public source; the others may be left alone."""
    missing = [name for name, public in names_of(shared).items() if public and not weights(matcher, name)]
    assert [name for name in missing if name not in listed()] == []


def test_nothing_is_listed_that_is_covered(matcher: Matcher) -> None:
    """The list only holds what is needed, each with a reason."""
    entries = yaml.safe_load(UNCOVERED.read_text())
    for entry in entries:
        assert set(entry) == {"vendor", "value", "reason"}
        assert len(entry["reason"]) > 20
        assert weights(matcher, entry["value"]) == []
    assert len({entry["value"] for entry in entries}) == len(entries)


def test_a_name_without_a_public_source_is_a_hint_at_most(shared: Path, matcher: Matcher) -> None:
    """Whatever grade the one who wrote it down gave it; names below a domain of a sourced pattern go with the pattern."""
    heavy = {
        name: max(found)
        for name, public in names_of(shared).items()
        if not public and (found := weights(matcher, name)) and max(found) > 0.3
    }
    assert heavy == {}

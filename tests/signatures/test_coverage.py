"""Every indicator that is known with a public source is wanted by a signature, or listed with the reason why not."""

from pathlib import Path

import pytest
import yaml
from known.indicators import HINT, UNCOVERED, Known, known_indicators, matches_of, reasons

from sensor.match import Matcher
from sensor.signatures import load

SOURCED = Path(__file__).with_name("sourced.yaml")
"""Value → the source that was found since, for those whose row has none that can be looked up."""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    """The matcher of the packs that ship."""
    return Matcher(load())


@pytest.fixture(scope="module")
def known(shared: Path) -> list[Known]:
    """What the lists grade strong or medium."""
    found = known_indicators(shared)
    if not found:
        pytest.skip("no lists of vendors' hosts in ../shared")
    return found


def test_what_has_a_public_source_is_covered_or_listed(known: list[Known], matcher: Matcher) -> None:
    """Names, networks, hardware addresses, banners; what has none may be left alone."""
    claimed = [one.value for one in known if one.public]
    assert len(claimed) > 500
    listed = reasons()
    assert [value for value in claimed if value not in listed and not matches_of(matcher, value)] == []


def test_nothing_is_listed_that_is_covered(matcher: Matcher) -> None:
    """The list only holds what is needed, each with a reason."""
    entries = yaml.safe_load(UNCOVERED.read_text())
    for entry in entries:
        assert set(entry) == {"vendor", "value", "reason"}
        assert len(entry["reason"]) > 20
        assert matches_of(matcher, entry["value"]) == []
    assert len({entry["value"] for entry in entries}) == len(entries)


def test_what_has_no_public_source_is_a_hint_at_most(known: list[Known], matcher: Matcher) -> None:
    """Unless a source was found since, which then names it in the signature's references."""
    sourced = yaml.safe_load(SOURCED.read_text())
    heavy = {
        one.value: match.signature
        for one in known
        if not one.public
        for match in matches_of(matcher, one.value)
        if match.signature.weight > HINT
    }
    assert set(heavy) == set(sourced)
    assert [value for value, source in sourced.items() if source not in heavy[value].references] == []

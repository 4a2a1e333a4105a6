"""What Vestige observes in the captures of other projects is what stands in their truth files, or the difference is explained."""

from pathlib import Path

import pytest
from truth import compare


@pytest.fixture(scope="module")
def outcome(shared: Path) -> compare.Outcome:
    """The comparison over all captures beside the checkout."""
    if not (shared / "captures" / "truth").is_dir():
        pytest.skip("no captures with truth files in ../shared")
    return compare.evaluate(shared)


def test_every_difference_is_explained(outcome: compare.Outcome) -> None:
    """By a rule that holds for any capture, or one by one."""
    assert [str(difference) for difference in outcome.unexplained] == []


def test_every_explanation_explains_something(outcome: compare.Outcome) -> None:
    """An entry whose difference is gone must go too."""
    assert [(entry["capture"], entry["kinds"], entry["frames"]) for entry in outcome.unused] == []


def test_names_are_found(outcome: compare.Outcome) -> None:
    """At least 99 % of the facts of each kind, counting those of which only the notation differs."""
    for kind, facts in outcome.facts.items():
        assert outcome.found[kind] + outcome.same_bytes[kind] >= 0.99 * (facts - outcome.no_fact[kind]), kind

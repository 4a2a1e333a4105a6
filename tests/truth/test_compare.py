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


def test_names_that_are_missed(outcome: compare.Outcome) -> None:
    """Of the names in DNS, TLS, QUIC and HTTP at most one in a hundred is truly not read; explained is not the same as read."""
    for kind in ("dns", "dns_response", "tls_sni", "quic_sni", "http", "dhcp", "mdns", "llmnr"):
        assert outcome.missed[kind] <= 0.01 * outcome.facts[kind], kind

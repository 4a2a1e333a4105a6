"""Names that look like others."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import confusables

VENDOR = "{vendor: acme, name: A, domains: [kaspersky.com], products: {agent: A}}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("upd.kapersky.com", "looks like kaspersky.com"),
        ("kasperskyy.com", "looks like kaspersky.com"),
        ("kaspersty.com", "looks like kaspersky.com"),
        ("xn--kspersky-86g.com", "mixes scripts"),
        ("upd.kaspersky.com", ""),
        ("other.com", ""),
        ("xn--bcher-kva.example", ""),
    ],
)
def test_slips_and_scripts(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], name: str, words: str
) -> None:
    """A letter away from a domain of the vendor; letters of two scripts in one label."""
    problems = problems_of(confusables, make(any_=f"- host: {name}"), vendor=VENDOR)
    assert [words in problem.message for problem in problems] == ([True] if words else [])

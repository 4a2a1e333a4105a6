"""Positive and negative tests stand in each signature."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import own_tests

POSITIVE = '{see: "tls.sni u.acme.com", match: true}'
NEGATIVE = '{see: "tls.sni acme.com", match: false}'


@pytest.mark.parametrize(
    ("more", "missing"),
    [
        ("", ["positive", "negative"]),
        (f"tests: [{POSITIVE}]", ["negative"]),
        (f"tests: [{NEGATIVE}]", ["positive"]),
        (f"tests: [{POSITIVE}, {NEGATIVE}]", []),
    ],
)
def test_both_kinds(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], more: str, missing: list[str]
) -> None:
    """Each missing kind is a problem."""
    assert [problem.message.split()[-2] for problem in problems_of(own_tests, make(more=more))] == missing

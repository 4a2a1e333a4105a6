"""Names that take in what belongs to others."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import broad_names
from sensor.signatures.checks.context import Context

SHARED = Context(shared_suffixes=("cdn.example.net", "hosting.example"))


@pytest.mark.parametrize(
    ("indicator", "words"),
    [
        ("- suffix: co.uk", "public suffix"),
        ("- suffix: github.io", "public suffix"),
        ("- suffix: amazonaws.com", "swallows an entry of the public suffix list"),
        ("- suffix: hosting.example", "is shared hosting"),
        ("- suffix: example.net", "swallows cdn.example.net"),
        ("- host: '*.co.uk'", "public suffix"),
        (r"- host: 're:^a[0-9]\.co\.uk$'", "public suffix"),
        ("- http: {host: {suffix: cdn.example.net}, path: /x}", "shared hosting"),
    ],
)
def test_names_of_many_owners(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], indicator: str, words: str
) -> None:
    """Public suffixes, shared hosting, and what lies above them."""
    problems = problems_of(broad_names, make(any_=indicator), context=SHARED)
    assert len(problems) == 1
    assert words in problems[0].message


@pytest.mark.parametrize(
    "indicator",
    ["- suffix: acme.co.uk", "- suffix: acme.github.io", "- host: hosting.example", "- suffix: a.hosting.example"],
)
def test_names_of_one_owner(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], indicator: str
) -> None:
    """What lies below belongs to one; a host alone takes in nothing."""
    assert problems_of(broad_names, make(any_=indicator), context=SHARED) == []

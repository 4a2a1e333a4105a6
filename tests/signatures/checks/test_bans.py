"""Bans end after they begin and name products that are there."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem, Severity
from sensor.signatures.checks import bans

BAN = (
    "bans: [{id: x-1, title: T, citation: C, jurisdiction: J, prohibits: [use], effective: %s,"
    " link: 'https://a', vendors: [%s]}]"
)
VENDOR = "{vendor: acme, name: A, domains: [acme.com], products: {agent: A}}"


@pytest.mark.parametrize(
    ("vendors", "count"),
    [("acme", 0), ("acme/agent", 0), ("other/agent", 0), ("other", 0), ("acme/agnet", 1), ("acme/agnet, acme/x", 2)],
)
def test_a_product_that_its_vendor_has_not(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], vendors: str, count: int
) -> None:
    """It reaches nothing; a vendor without a pack is no problem."""
    found = problems_of(bans, make(), vendor=VENDOR, files={"bans.yaml": BAN % ("2023", vendors)})
    assert len(found) == count
    assert all(problem.severity is Severity.WARNING and "agent" in problem.hint for problem in found)


@pytest.mark.parametrize(
    ("dates", "count"),
    [
        ("2023-05-01, until: 2023-04-30", 1),
        ("2023-05, until: 2022", 1),
        ("2023-05-01, until: 2023", 0),
        ("2023, until: 2023-04", 0),
        ("2023-05-01, until: 2023-05-01", 0),
    ],
)
def test_an_end_before_the_beginning(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], dates: str, count: int
) -> None:
    """Dates may be months and years."""
    found = problems_of(bans, make(), vendor=VENDOR, files={"bans.yaml": BAN % (dates, "acme")})
    assert [problem.severity for problem in found] == [Severity.ERROR] * count

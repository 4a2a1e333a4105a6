"""Facts age."""

import datetime
from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import dates
from sensor.signatures.checks.context import Context

TODAY = Context(today=datetime.date(2026, 11, 21))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("", "error: acme-one has no verified date"),
        ("verified: 2026-11-22", "error: acme-one was verified on 2026-11-22, which is yet to come"),
        ("verified: 2026-11-21", ""),
        ("verified: 2026-11-20\nexpires: 2026-11-21", "warning: acme-one expired on 2026-11-21"),
        ("verified: 2026-11-20\nexpires: 2026-11-22", ""),
        ("verified: 2026-11-20\nexpires: 2026-11-20", "error: acme-one expires before it was verified"),
        ("verified: 2024-11-21", ""),
        ("verified: 2024-11-20", "warning: acme-one was last verified on 2024-11-20"),
    ],
)
def test_dates(problems_of: Callable[..., list[Problem]], make: Callable[..., str], more: str, words: str) -> None:
    """Missing, future, reversed, passed, long ago; on the day itself a signature has expired."""
    problems = problems_of(dates, make(more=more), context=TODAY)
    assert [f"{problem.severity}: {problem.message}" for problem in problems][:1] == ([words] if words else [])


def test_without_a_day_only_the_file_is_judged(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str]
) -> None:
    """The clock is never read here."""
    assert problems_of(dates, make(more="verified: 1999-01-01")) == []

"""Sids go in tens."""

from collections.abc import Callable

from sensor.signatures import Problem
from sensor.signatures.checks import sid_step


def test_a_sid_between_the_steps(problems_of: Callable[..., list[Problem]], make: Callable[..., str]) -> None:
    """Belongs to the exported rules of the one before."""
    problems = problems_of(sid_step, make(), make("acme-two", 9000017))
    assert [str(problem).partition(": ")[2] for problem in problems] == [
        "sid 9000017 is no multiple of 10 (for instance 9000020)"
    ]

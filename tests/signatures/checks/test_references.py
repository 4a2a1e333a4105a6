"""Sources that can be looked up."""

from collections.abc import Callable

from sensor.signatures import Problem, Severity
from sensor.signatures.checks import references


def test_references(problems_of: Callable[..., list[Problem]], make: Callable[..., str]) -> None:
    """None is an error, one that is no address a warning."""
    assert problems_of(references, make())[0].severity is Severity.ERROR
    assert problems_of(references, make(more="references: [somebody said]"))[0].severity is Severity.WARNING
    assert problems_of(references, make(more="references: ['https://acme.com']")) == []

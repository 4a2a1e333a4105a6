"""What an import left to fill in."""

from collections.abc import Callable

from sensor.signatures import Problem, Severity
from sensor.signatures.checks import to_fill_in

Make = Callable[..., str]


def test_each_text_that_is_left_is_warned_of(problems_of: Callable[..., list[Problem]], make: Make) -> None:
    """Reasons, references, causes."""
    one = make(
        any_='- host: a.acme.com\n  why: "to fill in: whose"',
        more='references: ["to fill in: where from"]\nfalse_positives: ["to fill in: what else"]',
    )
    problems = problems_of(to_fill_in, one)
    assert [problem.severity for problem in problems] == [Severity.WARNING] * 3
    assert {problem.message.rpartition(": ")[2] for problem in problems} == {"whose", "where from", "what else"}


def test_a_vendor_without_name_and_domains(problems_of: Callable[..., list[Problem]], make: Make) -> None:
    """The domain that nobody has."""
    vendor = 'vendor: acme\nname: "to fill in: its name"\ndomains: [to-fill-in.invalid]\nproducts: {agent: "to fill in: x"}\n'
    problems = problems_of(to_fill_in, make(), vendor=vendor)
    assert [problem.message.partition(": ")[0] for problem in problems] == ["to fill in"] * 3


def test_a_finished_pack_is_left_alone(problems_of: Callable[..., list[Problem]], make: Make) -> None:
    """Nothing to say."""
    assert problems_of(to_fill_in, make()) == []

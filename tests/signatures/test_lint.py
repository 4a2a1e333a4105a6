"""Lint over the packs that ship, and its order."""

import datetime
import pkgutil

from sensor.model.signature import Location
from sensor.signatures import Problem, Severity, load
from sensor.signatures import checks as checks_package
from sensor.signatures.lint import CHECKS, in_order, lint

VERIFIED = datetime.date(2026, 11, 21)


def test_the_packs_that_ship_have_no_problem() -> None:
    """Neither error nor warning on the day they were verified."""
    assert [str(problem) for problem in lint(load(), today=VERIFIED) if problem.severity is not Severity.INFO] == []


def test_the_packs_that_ship_grow_stale() -> None:
    """A year and a day later every signature asks to be checked again, as warnings."""
    problems = lint(load(), today=VERIFIED + datetime.timedelta(days=366))
    assert {problem.check for problem in problems if problem.severity is Severity.WARNING} == {"dates"}
    assert [problem for problem in problems if problem.severity is Severity.ERROR] == []


def test_every_check_runs() -> None:
    """Each module of the folder is in the list, with a name of its own."""
    modules = {found.name for found in pkgutil.iter_modules(checks_package.__path__)} - {"context"}
    assert {check.__name__.rpartition(".")[2] for check in CHECKS} == modules
    assert len({check.NAME for check in CHECKS}) == len(CHECKS)


def test_problems_are_ordered() -> None:
    """By place, the worse first; a problem found twice is said once."""
    warning = Problem(Location("a", 1, 1), "w", severity=Severity.WARNING)
    error = Problem(Location("a", 1, 1), "e")
    later = Problem(Location("a", 2, 1), "l")
    assert in_order([later, warning, error, warning]) == [error, warning, later]

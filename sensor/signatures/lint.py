"""Lint: everything that a loaded set can be blamed for without a packet.

The tests inside the files need the matcher, which stands above: `sensor.match.selftest` runs them.
"""

import datetime
from collections.abc import Iterable
from types import ModuleType

from sensor.model.signature import SignatureSet
from sensor.signatures.checks import (
    bans,
    broad_conditions,
    broad_names,
    changes,
    confusables,
    dates,
    dead,
    duplicates,
    overlap,
    own_domains,
    own_tests,
    references,
    sid_step,
    swallowed,
    to_fill_in,
    unknown_names,
    visits,
)
from sensor.signatures.checks.context import Context
from sensor.signatures.load import load_shared_suffixes
from sensor.signatures.problems import Problem, Severity

CHECKS: tuple[ModuleType, ...] = (
    duplicates,
    unknown_names,
    changes,
    sid_step,
    broad_names,
    broad_conditions,
    own_domains,
    own_tests,
    visits,
    references,
    dates,
    bans,
    swallowed,
    dead,
    overlap,
    confusables,
    to_fill_in,
)
"""In the order in which their problems are explained in docs/signatures/format.md."""


def lint(signatures: SignatureSet, *, today: datetime.date | None = None) -> list[Problem]:
    """Return the problems of all checks, in the order of their places. *today* is the day to judge dates by.

    Raises SignatureErrors when the list of shared hosting that ships cannot be read.
    """
    context = Context(today=today, shared_suffixes=load_shared_suffixes())
    return in_order(found for check in CHECKS for found in check.check(signatures, context))


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Return *problems* by place, the worse first where places are the same; a problem found twice once."""
    ranks = list(Severity)
    return sorted(set(problems), key=lambda one: (one.at, -ranks.index(one.severity), one.check, one.message))

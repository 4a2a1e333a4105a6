"""A visit shows access."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import visits


@pytest.mark.parametrize("activity", ["web", "installer", "injected"])
def test_a_visit_claims_no_more(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], activity: str
) -> None:
    """Installed by a visit is refused, access is fine."""
    assert len(problems_of(visits, make(activity=activity, shows="installed"))) == 1
    assert problems_of(visits, make(activity=activity, shows="access")) == []
    assert problems_of(visits, make(activity="update", shows="installed")) == []

"""Values that add nothing."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem
from sensor.signatures.checks import swallowed


@pytest.mark.parametrize(
    ("any_", "count"),
    [
        ("- host: [a.acme.com, 's[0-9].u.acme.com']\n- suffix: u.acme.com", 1),
        ("- suffix: [acme.com, u.acme.com]", 1),
        ("- suffix: acme.com\n- suffix: acme.com", 1),
        ("- suffix: acme.com\n  except: u.acme.com\n- host: u.acme.com", 0),
        ("- suffix: acme.com\n  port: 443\n- host: u.acme.com", 0),
        ("- host: u.acme.com\n- suffix: x.acme.com", 0),
    ],
)
def test_values_under_a_suffix(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], any_: str, count: int
) -> None:
    """Unless the suffix excepts them or is narrowed itself."""
    assert len(problems_of(swallowed, make(any_=any_))) == count

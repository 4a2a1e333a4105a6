"""A name that a pattern means."""

import pytest

from sensor.match.patterns import host_matches
from sensor.signatures.importing.examples import example_of


@pytest.mark.parametrize(
    "pattern",
    [
        "a.acme.com",
        "s[08-10].acme.com",
        "dl-*.?.acme.com",
        "re:^(a|b)[0-9]{2,3}x?\\.acme\\.com$",
        "re:^[^a-y]\\w+\\.acme\\.com$",
    ],
)
def test_an_example_is_meant(pattern: str) -> None:
    """By the matcher."""
    assert host_matches(pattern, example_of(pattern))


def test_what_means_no_name_has_none() -> None:
    """An exclamation mark stands in no name."""
    assert example_of("re:^!\\.acme\\.com$") == ""

"""Names outside the vendor's domains give a reason."""

from collections.abc import Callable

from sensor.signatures import Problem
from sensor.signatures.checks import own_domains


def test_a_foreign_name_needs_a_reason(problems_of: Callable[..., list[Problem]], make: Callable[..., str]) -> None:
    """With one it is fine, and so is what lies below the vendor's own."""
    foreign = "- host: u.other.com"
    assert "u.other.com is outside" in problems_of(own_domains, make(any_=foreign))[0].message
    assert problems_of(own_domains, make(any_=foreign + "\n  why: their reseller")) == []
    assert problems_of(own_domains, make(any_="- suffix: [acme.com, x.acme-labs.com]")) == []
    assert len(problems_of(own_domains, make(any_="- http: {host: notacme.com, path: /x}"))) == 1

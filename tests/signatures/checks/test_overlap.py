"""Names in two signatures."""

from collections.abc import Callable

import pytest

from sensor.signatures import Problem, Severity
from sensor.signatures.checks import overlap


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- host: u.acme.com", "- host: u.acme.com"),
        ("- suffix: acme.com", "- host: u.acme.com"),
        ("- host: 'u*.acme.com'", "- host: u1.acme.com"),
        (r"- host: 're:^u[0-9]\.acme\.com$'", "- host: 's[0-1].acme.com'\n- host: u3.acme.com"),
        ("- suffix: acme.com\n  port: 1-500", "- suffix: acme.com\n  port: 443"),
    ],
)
def test_one_product_counts_a_name_twice(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], one: str, other: str
) -> None:
    """A warning, once for the pair, whichever stands first."""
    for first, second in ((one, other), (other, one)):
        problems = problems_of(overlap, make(any_=first), make("acme-two", 9000010, second))
        assert [problem.severity for problem in problems] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("- suffix: acme.com\n  except: u.acme.com", "- host: u.acme.com"),
        ("- suffix: acme.com\n  port: 1-442", "- suffix: acme.com\n  port: 443"),
        ("- suffix: acme.com\n  fields: [tls.sni]", "- suffix: acme.com\n  fields: [dns.query]"),
        ("- suffix: u.acme.com", "- http: {host: u.acme.com, path: /x}"),
        ("- host: a.acme.com", "- host: b.acme.com"),
    ],
)
def test_names_that_do_not_meet(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str], one: str, other: str
) -> None:
    """Exceptions, ports and fields keep them apart; an HTTP condition corroborates on purpose."""
    assert problems_of(overlap, make(any_=one), make("acme-two", 9000010, other)) == []


def test_two_products_with_different_classes(
    problems_of: Callable[..., list[Problem]], make: Callable[..., str]
) -> None:
    """A reader should know; no more."""
    web = "vendor: acme\nproduct: website\nsignatures:\n" + make("acme-web", 9000020, shows="access", activity="web")
    problems = problems_of(overlap, make(), files={"web.yaml": web})
    assert [problem.severity for problem in problems] == [Severity.INFO]
    same = web.replace("access", "installed").replace("activity: web", "activity: update")
    assert problems_of(overlap, make(), files={"web.yaml": same}) == []

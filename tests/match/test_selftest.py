"""The tests inside signature files, run as traffic is."""

import msgspec
import pytest
from match.acme import alone, signature

from sensor.match.selftest import TestResult, run_self_tests, self_test_problems
from sensor.model.signature import Indicator, Location, SelfTest, SignatureSet
from sensor.signatures.problems import Severity


def signatures(*tests: SelfTest) -> SignatureSet:
    """Return one signature of two indicators with *tests*."""
    indicators = Indicator(host=("u.acme.com",)), Indicator(suffix=("v.acme.com",), at=Location("f", 7, 1))
    return alone(signature(*indicators, id="acme-one", tests=tests, at=Location("f", 1, 1)))


def test_tests_that_hold() -> None:
    """Positive ones match, negative ones do not, every indicator is reached."""
    found = signatures(
        SelfTest("tls.sni u.acme.com", match=True),
        SelfTest("dns.query x.v.acme.com", match=True),
        SelfTest("dns.query acme.com", match=False),
    )
    results = run_self_tests(found)
    assert [result.passed for result in results] == [True, True, True]
    assert [match.indicator for result in results for match in result.matches] == [0, 1]
    assert list(self_test_problems(found, results)) == []


def test_tests_that_fail() -> None:
    """Each is an error at its place; what matched against the test's will is told."""
    found = signatures(
        SelfTest("tls.sni w.acme.com", match=True, at=Location("f", 20, 3)),
        SelfTest("tls.sni u.acme.com", match=False, at=Location("f", 21, 3)),
    )
    problems = list(self_test_problems(found, run_self_tests(found)))
    errors = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    assert errors == [
        "f:20:3: acme-one must match 'tls.sni w.acme.com'",
        "f:21:3: acme-one must not match 'tls.sni u.acme.com' (indicator 1 matched u.acme.com in tls.sni)",
    ]


def test_an_indicator_that_no_test_reaches() -> None:
    """A warning at the indicator."""
    found = signatures(SelfTest("tls.sni u.acme.com", match=True))
    problems = list(self_test_problems(found, run_self_tests(found)))
    assert [(str(problem.at), problem.severity) for problem in problems] == [("f:7:1", Severity.WARNING)]


def test_only_the_signatures_own_matches_count() -> None:
    """Another signature that matches proves nothing for this one."""
    found = signatures(SelfTest("tls.sni u.acme.com", match=True))
    other = msgspec.structs.replace(found.signatures[0], id="acme-two", any=(Indicator(host=("z.acme.com",)),))
    both = msgspec.structs.replace(found, signatures=(*found.signatures, other))
    assert [result.passed for result in run_self_tests(both)] == [True, False]


def test_a_test_that_names_nothing_is_refused() -> None:
    """The loader does so; here it is a ValueError."""
    with pytest.raises(ValueError, match="NAME"):
        run_self_tests(signatures(SelfTest("tls.sni", match=True)))


def test_a_result_is_no_test_class() -> None:
    """Its name begins like one."""
    assert TestResult.__test__ is False

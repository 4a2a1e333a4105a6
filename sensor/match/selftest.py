"""The tests inside signature files, run through the matcher that traffic runs through."""

from collections.abc import Iterator

import msgspec

from sensor.match.matcher import Matcher
from sensor.model.match import Match
from sensor.model.signature import Location, SelfTest, Signature, SignatureSet
from sensor.signatures.problems import Problem, Severity
from sensor.signatures.see import parse_see

CHECK = "self-tests"


class TestResult(msgspec.Struct, frozen=True):
    """What one test inside a signature file came to."""

    __test__ = False  # no test for pytest

    signature: Signature
    test: SelfTest
    matches: tuple[Match, ...]
    """Matches of this signature on what the test sees."""

    @property
    def passed(self) -> bool:
        """Whether the signature did as the test says."""
        return bool(self.matches) is self.test.match


def run_self_tests(signatures: SignatureSet, matcher: Matcher | None = None) -> list[TestResult]:
    """Return the result of every test in *signatures*, in file order; *matcher* is made of them unless it is given.

    Raises ValueError for a test that sees nothing known; the loader refuses such a file.
    """
    matcher = matcher or Matcher(signatures)
    return [_run(matcher, signature, test) for signature in signatures.signatures for test in signature.tests]


def self_test_problems(signatures: SignatureSet, results: list[TestResult]) -> Iterator[Problem]:
    """Yield an error for each failed test, and a warning for each indicator that no positive test reaches."""
    for result in results:
        if not result.passed:
            yield _failed(result)
    reached = {
        (result.signature.id, match.indicator) for result in results if result.test.match for match in result.matches
    }
    for signature in signatures.signatures:
        for position, indicator in enumerate(signature.any):
            if (signature.id, position) not in reached:
                at = indicator.at or signature.at or Location(signature.id)
                message = f"no positive test of {signature.id} reaches indicator {position + 1}"
                yield Problem(at, message, "add one", Severity.WARNING, CHECK)


def _run(matcher: Matcher, signature: Signature, test: SelfTest) -> TestResult:
    found = matcher.match(parse_see(test.see))
    return TestResult(signature, test, tuple(match for match in found if match.signature.id == signature.id))


def _failed(result: TestResult) -> Problem:
    wanted = "must match" if result.test.match else "must not match"
    hint = ""
    if result.matches:
        match = result.matches[0]
        hint = f"indicator {match.indicator + 1} matched {match.value} in {match.field}"
        hint += f", {match.note}" if match.note else ""
    at = result.test.at or result.signature.at or Location(result.signature.id)
    return Problem(at, f"{result.signature.id} {wanted} {result.test.see!r}", hint, Severity.ERROR, CHECK)

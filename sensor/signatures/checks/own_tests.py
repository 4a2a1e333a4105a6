"""Every signature has a test that it must match and one that it must not."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem

NAME = "own-tests"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each signature without a positive or without a negative test."""
    for signature in signatures.signatures:
        for wanted, word in ((True, "positive"), (False, "negative")):
            if not any(test.match is wanted for test in signature.tests):
                hint = f'- {{see: "dns.query NAME", match: {str(wanted).lower()}}}'
                yield problem(NAME, signature, f"{signature.id} has no {word} test", hint)

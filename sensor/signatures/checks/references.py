"""Every signature has a source that a reader can look up, and what else can cause it."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity

NAME = "references"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each signature without a reference, and a warning for one that is no address."""
    for signature in signatures.signatures:
        if not signature.references:
            yield problem(NAME, signature, f"{signature.id} has no reference", "where can a reader check it?")
        for reference in signature.references:
            if not reference.startswith(("https://", "http://")):
                message = f"reference {reference!r} is no address"
                yield problem(NAME, signature, message, "https://…", Severity.WARNING)

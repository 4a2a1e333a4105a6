"""A sid is a multiple of ten: the nine numbers behind it belong to the rules that are exported from the signature."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem

NAME = "sid-step"
STEP = 10


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each sid between the steps."""
    for signature in signatures.signatures:
        if signature.sid % STEP:
            nearest = round(signature.sid / STEP) * STEP
            yield problem(NAME, signature, f"sid {signature.sid} is no multiple of {STEP}", f"for instance {nearest}")

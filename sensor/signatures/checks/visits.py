"""A visit is not an installation: what a browser does shows access and nothing above it."""

from collections.abc import Iterator

from sensor.model.signature import Activity, Shows, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem

NAME = "visits"
VISITS = (Activity.WEB, Activity.INSTALLER, Activity.INJECTED)


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each visit that claims to show more than access."""
    for signature in signatures.signatures:
        if signature.activity in VISITS and signature.shows is not Shows.ACCESS:
            message = f"{signature.id}: activity {signature.activity} cannot show {signature.shows}"
            yield problem(NAME, signature, message, "shows: access")

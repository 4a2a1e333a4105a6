"""Facts age: every signature says when it was verified, and warns when that is long ago."""

import datetime
from collections.abc import Iterator

from sensor.model.signature import Signature, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity

NAME = "dates"
STALE_DAYS = 730
"""Two years: longer than any family of update names was seen to stay as it was."""


def check(signatures: SignatureSet, context: Context) -> Iterator[Problem]:
    """Yield problems of missing, reversed, future, stale and passed dates."""
    for signature in signatures.signatures:
        if not signature.verified:
            yield problem(NAME, signature, f"{signature.id} has no verified date", "verified: YYYY-MM-DD")
            continue
        if signature.expires and signature.expires <= signature.verified:
            yield problem(NAME, signature, f"{signature.id} expires before it was verified")
        if context.today is not None:
            yield from _against(signature, context.today)


def _against(signature: Signature, today: datetime.date) -> Iterator[Problem]:
    verified = datetime.date.fromisoformat(signature.verified)
    if verified > today:
        yield problem(NAME, signature, f"{signature.id} was verified on {verified}, which is yet to come")
    elif signature.expires and datetime.date.fromisoformat(signature.expires) <= today:
        message = f"{signature.id} expired on {signature.expires}"
        yield problem(NAME, signature, message, "check its sources again", Severity.WARNING)
    elif (today - verified).days > STALE_DAYS:
        message = f"{signature.id} was last verified on {signature.verified}"
        yield problem(NAME, signature, message, "check its sources again", Severity.WARNING)

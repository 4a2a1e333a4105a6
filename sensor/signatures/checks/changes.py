"""An overlay changes signatures that are there, each once, and for no longer than it says."""

from collections.abc import Iterator

from sensor.model.signature import Change, Location, SignatureSet
from sensor.signatures.checks.context import Context
from sensor.signatures.problems import Problem, Severity, nearest

NAME = "changes"
NOTHING_THERE = "no signature is loaded beside the overlay: a + before its path keeps those that ship"


def check(signatures: SignatureSet, context: Context) -> Iterator[Problem]:
    """Yield problems of changes to an unknown signature, of second changes to one, and of those that have ended."""
    known = {signature.id for signature in signatures.signatures} | set(signatures.replaced)
    first: dict[str, Change] = {}
    for change in (*signatures.changes, *signatures.lapsed):
        at = change.at or Location(change.signature)
        earlier = first.setdefault(change.signature, change)
        if change.signature not in known:
            hint = nearest(change.signature, sorted(known)) if known else NOTHING_THERE
            yield Problem(at, f"signature {change.signature!r} is not defined", hint, check=NAME)
        elif earlier is not change:
            hint = f"first at {earlier.at}"
            yield Problem(at, f"signature {change.signature} is changed twice", hint, check=NAME)
        if change.until and context.today is not None and change.until < context.today.isoformat():
            message = f"the change of {change.signature} ended after {change.until} and is left out"
            yield Problem(at, message, "decide again, or take it out", Severity.WARNING, NAME)

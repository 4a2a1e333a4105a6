"""What checks know besides the signatures. Nothing here reads the clock: the day is given."""

import datetime

import msgspec

from sensor.model.signature import Location, Signature
from sensor.signatures.problems import Problem, Severity


class Context(msgspec.Struct, frozen=True):
    """Facts from outside the signature files."""

    today: datetime.date | None = None
    """The day to judge dates by; None judges none."""
    shared_suffixes: tuple[str, ...] = ()
    """Names below which anybody can put a host, beside the public suffix list."""


def problem(
    check: str, at: Signature | Location | None, message: str, hint: str = "", severity: Severity = Severity.ERROR
) -> Problem:
    """Return a problem of *check* at a signature or a place in a file."""
    if isinstance(at, Signature):
        at = at.at or Location(at.id)
    return Problem(at or Location("(no file)"), message, hint, severity, check)

"""What checks know, and how they say a problem."""

from sensor.model.signature import Location, SignatureSet
from sensor.signatures import Severity, load
from sensor.signatures.checks.context import Context, problem


def test_a_problem_stands_at_its_signature_or_place() -> None:
    """Or says that it has none."""
    found: SignatureSet = load()
    signature = found.signatures[0]
    assert problem("x", signature, "m").at == signature.at
    assert problem("x", Location("f", 1, 2), "m", severity=Severity.INFO).severity is Severity.INFO
    assert problem("x", None, "m").at.path == "(no file)"


def test_without_a_day_no_date_is_judged() -> None:
    """The day is given, never read from the clock."""
    assert Context().today is None

"""Classes and weights in the scales of other tools."""

import msgspec
import pytest

from sensor.model.signature import Activity, Shows, SignatureSet
from sensor.signatures.export import grades


@pytest.mark.parametrize(
    ("shows", "weight", "level", "priority"),
    [
        (Shows.INSTALLED, 0.9, "high", 1),
        (Shows.EMBEDDED, 0.5, "medium", 2),
        (Shows.INSTALLED, 0.3, "low", 3),
        (Shows.ACCESS, 0.9, "informational", 4),
    ],
)
def test_levels(acme: SignatureSet, shows: Shows, weight: float, level: str, priority: int) -> None:
    """A visit is informational however sure it is."""
    signature = msgspec.structs.replace(acme.signatures[0], shows=shows, weight=weight)
    assert (grades.level(signature), grades.priority(signature)) == (level, priority)
    assert grades.confidence(signature) == round(weight * 100)


def test_what_blocking_lists_leave_out(acme: SignatureSet) -> None:
    """Visits, injected tags and weak signatures, each with its reason."""
    signature = acme.signatures[0]
    assert grades.why_not_blocked(signature) == ""
    assert "visit" in grades.why_not_blocked(msgspec.structs.replace(signature, shows=Shows.ACCESS))
    assert "visit" in grades.why_not_blocked(msgspec.structs.replace(signature, activity=Activity.INJECTED))
    assert "weak" in grades.why_not_blocked(msgspec.structs.replace(signature, weight=0.4))


def test_description(acme: SignatureSet) -> None:
    """Class, activity and weight in one phrase."""
    text = grades.description(acme.signatures[1])
    assert text == "acme/agent: Cloud agents (management, shows installed, weight 0.9)"

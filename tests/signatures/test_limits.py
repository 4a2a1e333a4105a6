"""Limits are reached elsewhere; here only that they fit together."""

from sensor.signatures import limits


def test_limits_fit_together() -> None:
    """A label fits into a name, a full range into a file, a small repeat under the large one."""
    assert limits.MAX_LABEL < limits.MAX_NAME
    assert limits.MAX_EXPANSION < limits.MAX_NODES
    assert limits.SMALL_REPEAT < limits.MAX_REGEX_REPEAT
    assert limits.MAX_NAME < limits.MAX_REGEX_REPEAT

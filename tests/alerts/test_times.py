"""Times as text."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from sensor.alerts.times import eve_time, reading_time, rfc3339


def test_each_form_shows_the_same_instant() -> None:
    """Nanoseconds are cut, not rounded: a time never moves into the next second."""
    ns = 1_787_313_600_123_456_999
    assert eve_time(ns) == "2026-08-21T12:00:00.123456+0000"
    assert rfc3339(ns) == "2026-08-21T12:00:00.123456Z"
    assert reading_time(ns) == "2026-08-21 12:00:00"


@given(st.integers(-(2**63), 2**63 - 1))
def test_any_signed_64_bit_time_has_a_text(ns: int) -> None:
    """A capture may claim any time; all read back to the microsecond."""
    text = rfc3339(ns)
    back = datetime.fromisoformat(text)
    assert back.tzinfo == UTC
    delta = back - datetime(1970, 1, 1, tzinfo=UTC)
    assert (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds == ns // 1000

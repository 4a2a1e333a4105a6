"""The clocks."""

from sensor.engine.live.clock import Clock, Moment


def test_both_are_asked() -> None:
    """And can be set in a test."""
    assert Clock(lambda: 1, lambda: 2).now() == Moment(1, 2)
    assert Clock().now().wall > Clock().now().steady

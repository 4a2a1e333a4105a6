"""The clocks."""

from sensor.engine.live.clock import JUMP, Clock, Jumps, Moment


def test_both_are_asked() -> None:
    """And can be set in a test."""
    assert Clock(lambda: 1, lambda: 2).now() == Moment(1, 2)
    assert Clock().now().wall > Clock().now().steady


def test_a_clock_that_is_set_is_noticed_once() -> None:
    """In either direction; however much time passes between two looks."""
    jumps = Jumps(Moment(0, 1000 * JUMP))
    looks = [
        Moment(50 * JUMP, 1050 * JUMP),
        Moment(51 * JUMP, 1052 * JUMP),
        Moment(52 * JUMP, 1053 * JUMP),
        Moment(53 * JUMP, 0),
    ]
    assert [jumps.look(now) for now in looks] == [
        "",
        "the clock was set ahead by 2.0 s",
        "",
        "the clock was set back by 2108.0 s",
    ]
    assert jumps.look(Moment(54 * JUMP, JUMP // 2 + 1)) == ""

"""One interface as the main process holds it: a tap for each worker."""

import pytest
from live.netns import TAP_ADDRESS
from live.netns import Wire as Namespaces

from sensor.capture import InputError
from sensor.capture.af_packet.interface import Presence
from sensor.engine.live.options import TapOptions
from sensor.engine.live.taps import Wire


def options(wire: Namespaces, workers: int) -> TapOptions:
    """Return the options for the near end of the wire."""
    return TapOptions(interfaces=(wire.interface,), workers=workers, ring_megabytes=8)


@pytest.mark.parametrize(("workers", "fresh"), [(1, False), (2, True)])
def test_an_interface_that_came_back_is_listened_on_again(wire: Namespaces, workers: int, fresh: bool) -> None:
    """By the same socket where it is alone; sockets that share frames have to be new."""
    with wire.inside(wire.tap):
        made = Wire(wire.interface, options(wire, workers))
        made.start()
        assert (made.look(), made.returned()) == (Presence.UP, False)
        wire.unplug()
        assert (made.look(), made.returned()) == (Presence.GONE, False)
        wire.plug_in()
        assert made.returned()
        before = list(made.taps)
        assert made.open_again() is fresh
        assert (made.look(), made.taps == before, len(made.taps)) == (Presence.UP, not fresh, workers)
        made.close()


def test_the_kernels_counters_add_up(wire: Namespaces) -> None:
    """Each look sets them back; the totals stay."""
    with wire.inside(wire.tap):
        made = Wire(wire.interface, options(wire, 1))
        made.start()
        wire.run(wire.far, "dig", "+tries=1", "+time=1", f"@{TAP_ADDRESS}", "a.example")
        assert made.count_up() == 0
        first = made.totals[0].received
        made.stop()
        made.count_up()
        assert first >= 1
        assert made.totals[0].received >= first
        made.close()


def test_an_interface_that_cannot_be_opened_is_named(wire: Namespaces) -> None:
    """As the first thing that the program does."""
    with wire.inside(wire.tap), pytest.raises(InputError, match="nosuch0: there is no such interface"):
        Wire("nosuch0", TapOptions(interfaces=("nosuch0",)))

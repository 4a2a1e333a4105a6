"""The same over scapy's socket, on a wire of our own."""

import pytest
from engine.live.notes import PLAN, UPDATE_HOST
from live.netns import TAP_ADDRESS, Wire

from sensor.capture import InputError
from sensor.capture.af_packet.interface import Presence
from sensor.engine.live.meters import FRAMES, make_meters
from sensor.engine.live.options import TapOptions
from sensor.engine.live.portable import PortableWire
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot


def test_what_is_sent_is_told(wire: Wire) -> None:
    """With its time and number; nothing is known of what the system drops."""
    with wire.inside(wire.tap):
        made = PortableWire(wire.interface, TapOptions(interfaces=(wire.interface,)))
        try:
            meter = make_meters(1)[0]
            intake = made.intake(0, 2, meter, 0)
            wire.run(wire.far, "dig", "+tries=1", "+time=1", f"@{TAP_ADDRESS}", UPDATE_HOST)
            lots: list[Lot] = []
            reading = Reading(PLAN)
            while intake.ready():
                intake.take(reading, lots.append)
            seen = [one for lot in lots for one in lot.observed if one.kind == "dns"]
            assert [(one.source, one.dst) for one in seen] == [(2, TAP_ADDRESS)]
            assert abs(seen[0].ts - intake.last) < 60 * 10**9
            assert meter[FRAMES] >= seen[0].frame > 0
            assert (made.look(), made.returned(), made.open_again(), made.count_up()) == (Presence.UP, False, False, 0)
        finally:
            made.tap.close()


def test_what_it_cannot_do_is_said(wire: Wire) -> None:
    """Several workers, and an interface that there is not."""
    with pytest.raises(InputError, match="several workers need"):
        PortableWire("eth9", TapOptions(workers=2))
    with wire.inside(wire.tap), pytest.raises(InputError, match="no such interface"):
        PortableWire("eth9", TapOptions())

"""An interface where there is no ring: read by one worker, by way of `sensor.capture.portable`."""

import socket
from collections.abc import Callable
from typing import Any

from sensor.capture import InputError
from sensor.capture.af_packet.interface import Presence
from sensor.capture.af_packet.tap import Bypassed, Counters
from sensor.capture.portable import PortableTap
from sensor.engine.live.meters import FRAMES, Meter
from sensor.engine.live.options import TapOptions
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot
from sensor.wire.batch import Batch


class PortableIntake:
    """One tap as the worker reads it. There are no blocks: what a worker that dies has in hand is lost."""

    def __init__(self, tap: PortableTap, index: int, meter: Meter) -> None:
        self.tap = tap
        self.index = index
        self.meter = meter
        self.batch = Batch()

    @property
    def sockets(self) -> list[Any]:
        """What it reads from."""
        return [self.tap.sock]

    @property
    def last(self) -> int:
        """Time of the last frame."""
        return self.tap.last

    def ready(self) -> bool:
        """True when a frame waits."""
        return self.tap.ready()

    def seek(self) -> None:
        """There is nothing to look for."""

    def overhear(self, reading: Reading) -> None:
        """There are no other workers."""

    unheard = 0
    """As above."""

    def forget(self) -> None:
        """The system hands over everything as it is."""

    def take(self, reading: Reading, send: Callable[[Lot], None]) -> None:
        """Read what waits and have what was seen in it sent."""
        frames = self.tap.fill(self.batch, self.meter[FRAMES] + 1)
        reading.batch(self.batch, self.index)
        lot = reading.lot()
        if lot.observed or lot.outcomes:
            send(lot)
        self.meter.done(0, frames, sum(self.batch.caplen[:frames]), self.tap.last)


class PortableWire:
    """One interface, as `sensor.engine.live.taps.Wire` is where there are rings."""

    def __init__(self, name: str, options: TapOptions) -> None:
        """Open it; raises InputError."""
        if options.workers > 1:
            raise InputError(name, "several workers need the packet sockets of Linux; leave --workers out")
        self.name = name
        self.tap = PortableTap(name, promiscuous=options.promiscuous)
        self.presence = Presence.UP
        self.totals = [Counters(0, 0, 0)]
        """The system does not tell."""

    def intake(self, _number: int, index: int, meter: Meter, _poison: int) -> PortableIntake:
        """Return what the worker reads."""
        return PortableIntake(self.tap, index, meter)

    def start(self) -> None:
        """It takes frames from the moment on that it was opened."""

    def stop(self) -> None:
        """The worker reads what waits, and ends."""

    def look(self) -> Presence:
        """Tell what has become of the interface."""
        return Presence.UP if self.name in {name for _, name in socket.if_nameindex()} else Presence.GONE

    def returned(self) -> bool:
        """A socket of scapy's is not tied again; the program has to be started again."""
        return False

    def open_again(self) -> bool:
        """Nothing to do."""
        return False

    def bypassed(self, _number: int) -> Bypassed:
        """Nothing: the system takes no table from us."""
        return Bypassed(0, 0)

    def count_up(self) -> int:
        """The system does not tell what it dropped."""
        return 0

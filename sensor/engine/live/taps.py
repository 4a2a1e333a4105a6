"""The taps of the main process: opened before privileges are dropped, watched, and opened again when an interface returns."""

import sys

from sensor.capture import InputError
from sensor.capture.af_packet.answers import LINKS, Answers
from sensor.capture.af_packet.interface import Presence, index_of
from sensor.capture.af_packet.ring import RETIRE_MS, RETIRE_OF_SEVERAL_MS
from sensor.capture.af_packet.tap import Bypassed, Counters, Tap, TapSettings, join
from sensor.engine.live.intake import Intake
from sensor.engine.live.meters import Meter
from sensor.engine.live.options import TapOptions
from sensor.engine.live.portable import PortableWire


class Wire:
    """One interface: a tap for each worker."""

    def __init__(self, name: str, options: TapOptions) -> None:
        """Open the taps; raises InputError."""
        self.name = name
        self.settings = TapSettings(
            options.promiscuous,
            max(options.ring_megabytes // options.workers, 1),
            options.snaplen,
            options.hardware_time,
            bypass=options.bypass,
            retire_ms=RETIRE_OF_SEVERAL_MS if len(options.interfaces) > 1 else RETIRE_MS,
        )
        self.count = options.workers
        self.taps = self._open()
        self.answers = self._overhear(self.taps)
        self.presence = Presence.UP
        self.since = 0
        """Since when it is as it is."""
        self.totals = [Counters(0, 0, 0)] * self.count
        self.past_bypassed = [Bypassed(0, 0)] * self.count
        """By taps that were replaced."""

    def _open(self) -> list[Tap]:
        taps = [Tap(self.name, self.settings) for _ in range(self.count)]
        if self.count > 1:
            try:
                join(taps)
            except OSError as error:
                raise InputError(self.name, f"its frames cannot be shared among workers: {error}") from None
        return taps

    def _overhear(self, taps: list[Tap]) -> list[Answers | None]:
        """Return what gives each of several workers the DNS answers for all."""
        link = taps[0].link
        if self.count == 1 or link not in LINKS:
            return [None] * self.count
        try:
            return [Answers(self.name, link) for _ in range(self.count)]
        except OSError as error:
            raise InputError(self.name, f"its DNS answers cannot be shared among workers: {error}") from None

    def intake(self, number: int, index: int, meter: Meter, poison: int) -> Intake:
        """Return what worker *number* reads; the interface is number *index* of all."""
        return Intake(self.taps[number], index, meter, poison, self.answers[number])

    def start(self) -> None:
        """Take frames from now on."""
        for tap in self._all():
            tap.start()

    def stop(self) -> None:
        """Take no more frames."""
        for tap in self._all():
            tap.stop()

    def close(self) -> None:
        """Close the sockets."""
        for tap in self._all():
            tap.close()

    def _all(self) -> list[Tap | Answers]:
        return [*self.taps, *(one for one in self.answers if one is not None)]

    def look(self) -> Presence:
        """Tell what has become of the interface since it was opened."""
        return self.taps[0].presence()

    def returned(self) -> bool:
        """True when the interface that was gone is there again, under another number."""
        return index_of(self.name) not in {0, self.taps[0].index}

    def open_again(self) -> bool:
        """Listen again after the interface was gone; true when the sockets are new ones, and workers need them.

        A socket alone can be tied to the new interface. One that shares frames with others cannot (the kernel's
        packet_do_bind), and opening new ones takes CAP_NET_RAW, which `rights.become` keeps for this. Raises OSError
        or InputError.
        """
        if self.count == 1:
            self.taps[0].bind()
            return False
        fresh = self._open()
        answers = self._overhear(fresh)
        self.past_bypassed = [self.bypassed(number) for number in range(self.count)]
        self.close()
        self.taps, self.answers = fresh, answers
        self.start()
        return True

    def bypassed(self, number: int) -> Bypassed:
        """Return what the kernel dropped because worker *number* wanted no more of it."""
        bypass, past = self.taps[number].bypass, self.past_bypassed[number]
        return Bypassed(past.frames + bypass.frames, past.bytes + bypass.bytes) if bypass else past

    def count_up(self) -> int:
        """Add what the kernel counted; return the frames that it dropped since the last time."""
        dropped = 0
        for at, tap in enumerate(self.taps):
            try:
                new = tap.counters()
            except OSError:
                continue
            self.totals[at] = Counters(*(old + more for old, more in zip(self.totals[at], new, strict=True)))
            dropped += new.dropped
        return dropped


AnyWire = Wire | PortableWire


def open_wire(name: str, options: TapOptions) -> AnyWire:
    """Open an interface the best way that this system has; raises InputError."""
    return Wire(name, options) if sys.platform.startswith("linux") else PortableWire(name, options)

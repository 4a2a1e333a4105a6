"""Intake: one tap as a worker reads it, block after block, each told before it is handed back to the kernel."""

import socket
from collections.abc import Callable

from sensor.capture.af_packet.answers import Answers
from sensor.capture.af_packet.block import BlockWalker
from sensor.capture.af_packet.tap import Tap
from sensor.engine.live.meters import DONE, FRAMES, READING, Meter
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot
from sensor.wire.batch import Batch


class Intake:
    """Reads the ring of one tap.

    A block that was read to its end by a worker that died before it could hand the block back is not read again; one
    over which two workers died is not read at all.
    """

    def __init__(self, tap: Tap, index: int, meter: Meter, poison: int, answers: Answers | None = None) -> None:
        """Read *tap*, number *index* of all, and note in *meter* how far; *poison* is the number of a block to leave out.

        *answers* has the DNS answers for all workers.
        """
        self.tap = tap
        self.index = index
        self.meter = meter
        self.poison = poison
        self.walker = BlockWalker(tap.ring.data, tap.link, index)
        self.batch = Batch()
        self.answers = answers
        self.overheard = Batch()
        self.bypass = tap.bypass.table if tap.bypass else None
        self.forget()
        tap.ring.find()

    @property
    def sockets(self) -> list[socket.socket]:
        """What it reads from."""
        return [self.tap.sock, *([self.answers.sock] if self.answers is not None else [])]

    @property
    def last(self) -> int:
        """Time of the last frame."""
        return self.walker.last

    def ready(self) -> bool:
        """True when a block waits."""
        return self.tap.ring.ready()

    def seek(self) -> None:
        """Look for the block that poll says is there, where it is not the one that was expected."""
        if not self.tap.ring.ready():
            self.tap.ring.find()

    def overhear(self, reading: Reading) -> None:
        """Learn from the answers that came so far: before a block is read in which somebody may go by them."""
        if self.answers is not None:
            while self.answers.fill(self.overheard):
                reading.overhear(self.overheard)

    @property
    def unheard(self) -> int:
        """Answers that were not overheard, since they came too fast."""
        return self.answers.unheard() if self.answers is not None else 0

    def forget(self) -> None:
        """Have the kernel hand over all conversations again, until they are entered again."""
        if self.bypass is not None:
            self.bypass.clear()

    def take(self, reading: Reading, send: Callable[[Lot], None]) -> None:
        """Read the next block, have what is urgent sent, and hand it back; the rest is sent when the worker looks around."""
        ring = self.tap.ring
        block = ring.sequence
        if block > self.meter[DONE]:
            self.meter.begin(block)
            if block == self.poison:
                send(Lot([], [], tap=self.index, block=block, lost=ring.held))
                self.meter.done(block, 0, 0, 0)
            else:
                self._read(reading, send, block)
        ring.release()

    def _read(self, reading: Reading, send: Callable[[Lot], None], block: int) -> None:
        walker = self.walker
        for batch in self.tap.ring.batches(walker, self.batch, self.meter[FRAMES] + 1):
            reading.batch(batch, self.index, self.bypass)
        if reading.urgent:
            lot = reading.lot()
            lot.tap, lot.block, lot.frames, lot.bytes = self.index, block, walker.frames, walker.bytes
            send(lot)
        self.meter.done(block, walker.frames, walker.bytes, walker.last)


def interrupted_block(meter: Meter) -> int:
    """Return the number of the block that a worker was reading when it died, 0 if it died elsewhere."""
    return meter[READING] if meter[READING] > meter[DONE] else 0

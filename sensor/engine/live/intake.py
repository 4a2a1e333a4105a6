"""Intake: one tap as a worker reads it, block after block, each told before it is handed back to the kernel."""

import socket
from bisect import bisect_right
from collections.abc import Callable, Iterator

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
        self.times = memoryview(self.batch.ts)
        """Of its frames."""
        self.time = 0
        """Of the frame that `waits` found."""
        self.answers = answers
        self.overheard = Batch()
        self.bypass = tap.bypass.table if tap.bypass else None
        self.block = 0
        """Number of the block in hand, 0 where there is none."""
        self.batches: Iterator[Batch] = iter(())
        """What is left of it."""
        self.at = 0
        """Index of the frame that waits in the batch in hand."""
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
        self._begin(send)
        while self.block:
            if self._fetch():
                self.read(reading, None)
            else:
                self._hand_back(reading, send)

    def waits(self, reading: Reading, send: Callable[[Lot], None]) -> bool:
        """Go to the next frame, and hand back what was read to its end; False where none waits."""
        while not (self.block and self._fetch()):
            if self.block:
                self._hand_back(reading, send)
            elif self.ready():
                self._begin(send)
            else:
                return False
        self.time = self.times[self.at]
        return True

    @property
    def presses(self) -> bool:
        """True when the ring needs room."""
        return self.tap.ring.half_full

    def read(self, reading: Reading, limit: int | None) -> None:
        """Read the frame that waits, and those of its batch that come behind it no later than *limit* (None: all)."""
        end = self.batch.count if limit is None else bisect_right(self.times, limit, self.at + 1, self.batch.count)
        self.meter.begin(self.block)
        reading.part(self.batch, self.at, end, self.index, self.bypass)
        self.meter.pause()
        self.at = end

    def _begin(self, send: Callable[[Lot], None]) -> None:
        ring = self.tap.ring
        block = ring.sequence
        self.at = self.batch.count = 0
        if block > self.meter[DONE]:
            if block != self.poison:
                self.block = block
                self.batches = ring.batches(self.walker, self.batch, self.meter[FRAMES] + 1)
                return
            self.meter.begin(block)
            send(Lot([], [], tap=self.index, block=block, lost=ring.held))
            self.meter.done(block, 0, 0, 0)
        ring.release()

    def _fetch(self) -> bool:
        if self.at >= self.batch.count:
            self.at = 0
            return next(self.batches, None) is not None
        return True

    def _hand_back(self, reading: Reading, send: Callable[[Lot], None]) -> None:
        walker = self.walker
        self.meter.begin(self.block)
        if reading.urgent:
            lot = reading.lot()
            lot.tap, lot.block, lot.frames, lot.bytes = self.index, self.block, walker.frames, walker.bytes
            send(lot)
        self.meter.done(self.block, walker.frames, walker.bytes, walker.last)
        self.block = 0
        self.tap.ring.release()


def interrupted_block(meter: Meter) -> int:
    """Return the number of the block that a worker was reading when it died, 0 if it died elsewhere."""
    return meter[READING] if meter[READING] > meter[DONE] else 0

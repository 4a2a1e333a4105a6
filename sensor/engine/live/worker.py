"""Worker: reads its taps, or the files that it is told to, and sends what it sees to the main process."""

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Sequence

from sensor.capture import InputError, open_source
from sensor.engine.live.intake import Intake
from sensor.engine.live.messages import Plan
from sensor.engine.live.options import TapOptions
from sensor.engine.live.order import InOrder
from sensor.engine.live.portable import PortableIntake
from sensor.engine.live.reading import Reading
from sensor.engine.live.rights import give_up
from sensor.engine.live.wire import MAIN_DECODER, Ended, Failed, FileDone, Inbox, Look, Read, Stop, pack
from sensor.engine.live.wire import FromWorker as Message
from sensor.model.report import InputReport

AnyIntake = Intake | PortableIntake

BLOCKS_IN_A_ROW = 16
"""Blocks of one tap that are read before the others, and the main process, are heard."""
MAX_HELD_SECONDS = 0.05
"""Without a look at the rings: one may fill meanwhile."""
SWEEP_SECONDS = 0.5
"""Between two looks at what has gone silent: an outcome is told within that time."""
FORGET_SECONDS = 60.0
"""Between two times that bypassed conversations are looked at again: their age in the flow table is right to the minute."""
DRAIN_SECONDS = 0.5
"""After the last frame was let in: longer than the kernel keeps a block open."""
RECEIVE_BYTES = 1 << 20


class Parted(Exception):
    """The main process is gone."""


class Worker:
    """The loop of one worker process. *channel* leads to the main process."""

    def __init__(self, channel: socket.socket, intakes: Sequence[AnyIntake], plan: Plan, options: TapOptions) -> None:
        self.channel = channel
        self.intakes = intakes
        self.reading = Reading(plan)
        self.counts_seconds = options.counts_seconds
        self.inbox = Inbox()
        rings = [intake for intake in intakes if isinstance(intake, Intake)]
        self.in_order = InOrder(rings) if len(rings) > 1 else None
        """Where there are several taps."""
        self.held = 0.0
        """Seconds until more may be read, though it waits."""
        self.stopping = False
        self.files: list[Read] = []
        self.last = 0
        """Time of the last frame, and when it was read."""
        self.last_at = 0.0
        self.next_sweep = 0.0
        self.next_counts = 0.0
        self.next_forget = 0.0

    def run(self) -> None:
        """Read until told to stop; raises Parted where nobody listens any more."""
        poller, patient = select.poll(), select.poll()
        for one in (poller, patient):
            one.register(self.channel, select.POLLIN)
        for intake in self.intakes:
            for sock in intake.sockets:
                poller.register(sock, select.POLLIN)
        while not self.stopping:
            timeout = min(self.next_sweep, self.next_counts) - time.monotonic()
            if self.held:
                answers = patient.poll(min(max(timeout, 0.0), self.held, MAX_HELD_SECONDS) * 1000 + 1)
            else:
                busy = self.files or any(intake.ready() for intake in self.intakes)
                answers = poller.poll(0 if busy else max(timeout, 0.0) * 1000 + 1)
            for fd, events in answers:
                self.heard(fd, events)
            self.take_all()
            if self.files and not self.stopping:
                self.read_file(self.files.pop(0))
            self.due()
        self.drain()

    def heard(self, fd: int, events: int) -> None:
        """Something happened on a socket."""
        if fd == self.channel.fileno():
            self.receive()
            return
        intake = next((one for one in self.intakes if one.tap.sock.fileno() == fd), None)
        if intake is None:
            self.overhear()
            return
        if events & select.POLLERR:
            intake.tap.clear_error()
        if events & select.POLLIN:
            intake.seek()

    def take_all(self) -> None:
        """Read what waits in the rings, each tap in its turn, or all of them in the order of their frames' times."""
        if self.in_order is not None:
            self.overhear()
            self.held = self.in_order.take(self.reading, self.send)
            if self.in_order.last != self.last:
                self.note_time(self.in_order.last)
            return
        for intake in self.intakes:
            for _ in range(BLOCKS_IN_A_ROW):
                if not intake.ready():
                    break
                self.overhear()
                intake.take(self.reading, self.send)
                self.note_time(intake.last)

    def overhear(self) -> None:
        """Learn from the DNS answers of all interfaces: the conversation that goes by one may come in on another."""
        for intake in self.intakes:
            intake.overhear(self.reading)

    def note_time(self, last: int) -> None:
        """Note the time of a frame: the clock of the packets goes on from there."""
        self.last = last
        self.last_at = time.monotonic()

    def due(self) -> None:
        """Do what is done now and then."""
        now = time.monotonic()
        if now >= self.next_sweep:
            self.next_sweep = now + SWEEP_SECONDS
            self.reading.sweeper.sweep(self.last + (int((now - self.last_at) * 1e9) if self.intakes else 0))
            self.send_lot()
        if now >= self.next_counts:
            self.next_counts = now + self.counts_seconds
            self.send_counts()
        if now >= self.next_forget:
            self.forget(now)

    def forget(self, now: float) -> None:
        """Look at all conversations again."""
        self.next_forget = now + FORGET_SECONDS
        for intake in self.intakes:
            intake.forget()

    def read_file(self, order: Read) -> None:
        """Read a file to its end."""
        try:
            source = open_source(order.path)
        except InputError as error:
            self.send(FileDone(InputReport(order.path, complete=False, error=str(error))))
            return
        for batch in source.batches():
            if source.report.frames <= order.skip:
                continue  # a few frames of the next batch may be read twice, none is left out
            self.reading.batch(batch, order.source)
            self.note_time(batch.ts[batch.count - 1])
            self.due()
            self.send_lot(source.report.frames)
        self.reading.sweeper.sweep(self.last)
        self.send_lot()
        self.send_counts()
        self.send(FileDone(source.report))

    def drain(self) -> None:
        """Read what the rings still hold, tell everything, and say good-bye. The main process lets nothing more in."""
        end = time.monotonic() + DRAIN_SECONDS
        while self.intakes and time.monotonic() < end:
            self.take_all()
            time.sleep(DRAIN_SECONDS / 20)
        for order in self.files:
            self.read_file(order)
        self.reading.pipeline.flush()
        self.send_lot()
        self.send_counts()
        self.send(Ended())

    def send_lot(self, frames: int = 0) -> None:
        """Send what was seen outside of a ring's block, if anything; *frames* of the file in hand are read."""
        lot = self.reading.lot()
        lot.frames = frames
        if lot.observed or lot.outcomes:
            self.send(lot)

    def send_counts(self) -> None:
        """Send what was counted."""
        counts = self.reading.counts()
        counts.blind["answers_unheard"] = sum(intake.unheard for intake in self.intakes)
        self.send(counts)

    def send(self, message: Message) -> None:
        """Send a message; waits while the main process does not read, and the rings hold what comes meanwhile."""
        try:
            self.channel.sendall(pack(message))
        except OSError:
            raise Parted from None

    def receive(self) -> None:
        """Take what the main process says."""
        try:
            data = self.channel.recv(RECEIVE_BYTES)
        except OSError:
            raise Parted from None
        if not data:
            raise Parted
        for raw in self.inbox.feed(data):
            message = MAIN_DECODER.decode(raw)
            if isinstance(message, Stop):
                self.stopping = True
            elif isinstance(message, Look):
                self.reading.look(message.plan)
                self.forget(time.monotonic())
            else:
                self.files.append(message)


def work(channel: socket.socket, intakes: Sequence[AnyIntake], plan: Plan, options: TapOptions, name: str) -> int:
    """Be a worker until told to stop; returns the exit code. Signals are for the main process to answer."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1):
        signal.signal(number, signal.SIG_IGN)
    if intakes:
        give_up()
    with contextlib.suppress(OSError), open("/proc/self/comm", "w", encoding="ascii") as file:  # for ps and top
        file.write(name)
    try:
        Worker(channel, intakes, plan, options).run()
    except Parted:
        return 0
    except Exception as error:  # noqa: BLE001 - whatever it was, the main process tells it in one sentence
        channel.sendall(pack(Failed(f"{type(error).__name__}: {error}")))
        return 1
    return 0


def keep_only(wanted: set[int]) -> None:
    """Close all files of this process but *wanted*: what the main process closes must be closed."""
    for name in os.listdir("/proc/self/fd") if os.path.isdir("/proc/self/fd") else map(str, range(3, 1024)):
        if int(name) not in wanted:
            with contextlib.suppress(OSError):  # the listing's own
                os.close(int(name))

"""Several inputs at once: a process for each, at most so many at a time, told in the order of the inputs.

A worker reads its input and sends what it saw; the parent gathers, input after input, so that the result is the same for
any number of workers. A worker whose turn has not come waits once the pipe is full, so memory stays bounded.
"""

import multiprocessing
import signal
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess
from typing import Any, NamedTuple

from sensor.engine.collect import WATCHED_KINDS
from sensor.engine.reader import InputReader
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport

SEND_ITEMS = 256
"""Items in one message: enough to make its cost small, few enough to keep the parent going."""
PROGRESS_BYTES = 4 << 20
"""Bytes of the file between two words about progress."""


class Seen(NamedTuple):
    """What a worker sends: an observation or an outcome in their order, progress, and at the end the counts."""

    kind: str
    """``observed``, ``told``, ``progress``, ``end`` or ``failed``."""
    value: Any


class InputCounts(NamedTuple):
    """What one input came to."""

    report: InputReport
    counts: dict[str, Any]
    """Of `Tally.counts`."""
    blind: dict[str, int]


def can_fork() -> bool:
    """True where a process can be copied with all it has loaded; elsewhere inputs are read one after the other."""
    return "fork" in multiprocessing.get_all_start_methods()


class Mailbox:
    """The worker's end: gathers items and sends them in lots. It serves as the sink of the worker's reader."""

    def __init__(self, connection: Connection, matcher: Matcher) -> None:
        self.connection = connection
        self.matcher = matcher
        self.items: list[Seen] = []
        self.said = 0

    def put(self, kind: str, value: object) -> None:
        """Add an item; send when there are enough."""
        self.items.append(Seen(kind, value))
        if len(self.items) >= SEND_ITEMS:
            self.flush()

    def flush(self) -> None:
        """Send what is there."""
        self.connection.send(self.items)
        self.items = []

    def observed(self, observation: Observation) -> bool:
        """Pass it on; the parent matches it again, and this side only asks whether to watch."""
        self.put("observed", observation)
        return observation.kind in WATCHED_KINDS and bool(self.matcher.match(observation))

    def told(self, outcome: FlowOutcome) -> None:
        """Pass it on."""
        self.put("told", outcome)

    def progress(self, done: int) -> None:
        """Pass it on, now and then."""
        if done - self.said >= PROGRESS_BYTES:
            self.said = done
            self.put("progress", done)


def work(connection: Connection, path: str, source: int, matcher: Matcher) -> None:
    """Read one input in a process of its own. Ctrl-C is the parent's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    mailbox = Mailbox(connection, matcher)
    try:
        reader = InputReader(path, source, matcher, mailbox, mailbox.told, observe_all=False)
        reader.run(mailbox.progress)
        mailbox.put("end", InputCounts(reader.report, reader.tally.counts(), reader.blind))
        mailbox.flush()
    except BrokenPipeError:
        return  # the parent is gone or wants no more
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent tells it in one sentence
        connection.send([Seen("failed", f"{type(error).__name__}: {error}")])


class Worker(NamedTuple):
    """One input's process and the end of its pipe."""

    process: ForkProcess
    connection: Connection


class Workers:
    """Starts at most *jobs* processes at a time and tells what they saw, in the order of *inputs*."""

    def __init__(self, inputs: Sequence[str], jobs: int, matcher: Matcher) -> None:
        self.inputs = inputs
        self.jobs = jobs
        self.matcher = matcher
        self.context: ForkContext = multiprocessing.get_context("fork")
        self.started: list[Worker] = []

    def fill(self) -> None:
        """Start processes while there are inputs and room."""
        alive = sum(worker.process.is_alive() for worker in self.started)
        while len(self.started) < len(self.inputs) and alive < self.jobs:
            source = len(self.started)
            receiver, sender = self.context.Pipe(duplex=False)
            process = self.context.Process(
                target=work, args=(sender, self.inputs[source], source, self.matcher), daemon=True
            )
            process.start()
            sender.close()
            self.started.append(Worker(process, receiver))
            alive += 1

    def items(self, source: int) -> Iterator[Seen]:
        """Yield what the worker of input *source* sends, until its end."""
        self.fill()
        while len(self.started) <= source:  # those before it have told their end, and are about to exit
            wait([worker.process.sentinel for worker in self.started if worker.process.is_alive()])
            self.fill()
        connection = self.started[source].connection
        while True:
            others = [worker.process.sentinel for worker in self.started if worker.process.is_alive()]
            ready = wait([connection, *others])
            self.fill()
            if connection not in ready:
                continue
            try:
                lot: list[Seen] = connection.recv()
            except EOFError:
                yield Seen("failed", "its process ended early")
                return
            yield from lot
            if lot and lot[-1].kind in ("end", "failed"):
                return

    def stop(self) -> None:
        """End what still runs."""
        for worker in self.started:
            worker.connection.close()
            if worker.process.is_alive():
                worker.process.terminate()
            worker.process.join()


Handle = Callable[[int, Seen], None]


def read_inputs(inputs: Sequence[str], jobs: int, matcher: Matcher, handle: Handle) -> None:
    """Read *inputs* with *jobs* processes; *handle* is given each item with the index of its input, in order."""
    workers = Workers(inputs, jobs, matcher)
    try:
        for source in range(len(inputs)):
            for item in workers.items(source):
                handle(source, item)
    finally:
        workers.stop()

"""Several inputs at once: a process for each, at most so many at a time, told in the order of the inputs.

A worker reads its input and sends what it saw; the parent gathers, input after input, so that the result is the same for
any number of workers. A worker whose turn has not come waits once the pipe is full, so memory stays bounded; a worker
that has told its end is let go of before the next one's turn, so files stay so as well, whatever the number of inputs.

Ctrl-C ends the reading and loses nothing: each worker stops behind the batch in hand and sends what it has, the parent
gathers all of it, and no further input is begun. A second one ends it at once.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkContext, ForkProcess
from types import FrameType
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
MAX_BEGUN = 256
"""Inputs begun and not yet told: each keeps a pipe of 64 KB in the kernel, so 16 MB of those at most."""
WORKER_FILES = 4
"""Open files of the parent for each of them: three, and one more while it is started."""
SPARE_FILES = 64
"""Open files that the program itself and the reading of one input may need, far more than they do."""


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
        self.stopped = False
        """Ctrl-C was pressed: the batch in hand is the last."""

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
        return observation.kind in WATCHED_KINDS and self.matcher.wants(observation)

    def told(self, outcome: FlowOutcome) -> None:
        """Pass it on."""
        self.put("told", outcome)

    def stop(self, _number: int, _frame: FrameType | None) -> None:
        """Answer Ctrl-C; a pipe is never left with half a message in it."""
        self.stopped = True

    def progress(self, done: int) -> None:
        """Pass it on, now and then; raises KeyboardInterrupt between two batches once it was told to stop."""
        if self.stopped:
            raise KeyboardInterrupt
        if done - self.said >= PROGRESS_BYTES:
            self.said = done
            self.put("progress", done)


def work(connection: Connection, path: str, source: int, matcher: Matcher) -> None:
    """Read one input in a process of its own, to its end or until SIGINT, which is blocked when it begins."""
    mailbox = Mailbox(connection, matcher)
    signal.signal(signal.SIGINT, mailbox.stop)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        reader = InputReader(path, source, matcher, mailbox, mailbox.told, observe_all=False)
        with contextlib.suppress(KeyboardInterrupt):
            reader.run(mailbox.progress)
        mailbox.put("end", InputCounts(reader.report, reader.tally.counts(), reader.blind))
        mailbox.flush()
    except BrokenPipeError:
        return  # the parent is gone or wants no more
    except Exception as error:  # noqa: BLE001 - whatever it was, the parent tells it in one sentence
        connection.send([Seen("failed", f"{type(error).__name__}: {error}")])


def room_for_workers() -> int:
    """Return how many inputs may be begun and not yet told, as far as this process may open files; at least one."""
    import resource  # noqa: PLC0415 - not there on Windows, where `can_fork` is asked first

    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if files == resource.RLIM_INFINITY:
        return MAX_BEGUN
    return max(1, min(MAX_BEGUN, (files - SPARE_FILES) // WORKER_FILES))


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
        self.room = room_for_workers()
        self.begun = 0
        """Inputs whose process was started."""
        self.waiting: dict[int, Worker] = {}
        """Those of them that have not told their end yet, by their place among the inputs."""
        self.interrupted = False

    def fill(self) -> None:
        """Start processes while there are inputs and room."""
        alive = sum(worker.process.is_alive() for worker in self.waiting.values())
        while (
            self.begun < len(self.inputs)
            and alive < self.jobs
            and len(self.waiting) < self.room
            and not self.interrupted
        ):
            self.start(self.begun)
            alive += 1

    def start(self, source: int) -> None:
        """Start the process of input *source*. Until it can answer SIGINT as it should, it is not given one."""
        receiver, sender = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=work, args=(sender, self.inputs[source], source, self.matcher), daemon=True
        )
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            process.start()
            self.waiting[source] = Worker(process, receiver)
            self.begun += 1
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        sender.close()

    def interrupt(self, _number: int, _frame: FrameType | None) -> None:
        """Answer Ctrl-C: all processes are to end and send what they have. The second time: raises KeyboardInterrupt."""
        if self.interrupted:
            raise KeyboardInterrupt
        self.interrupted = True
        for worker in self.waiting.values():
            if worker.process.is_alive() and worker.process.pid is not None:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.process.pid, signal.SIGINT)

    def items(self, source: int) -> Iterator[Seen]:
        """Yield what the worker of input *source* sends, until its end; nothing where it was not begun any more."""
        self.fill()  # those before it have been let go of, so there is room for it
        if source not in self.waiting:
            return
        connection = self.waiting[source].connection
        told = False
        while not told:
            others = [worker.process.sentinel for worker in self.waiting.values() if worker.process.is_alive()]
            ready = wait([connection, *others])
            self.fill()
            if connection not in ready:
                continue
            try:
                lot: list[Seen] = connection.recv()
            except EOFError:
                lot = [Seen("failed", "its process ended early")]
            yield from lot
            told = bool(lot) and lot[-1].kind in ("end", "failed")
        self.let_go(source)

    def let_go(self, source: int) -> None:
        """Wait for the process of input *source*, which has told its end, and close its files."""
        worker = self.waiting.pop(source)
        worker.connection.close()
        worker.process.join()
        worker.process.close()

    def stop(self) -> None:
        """End what still runs."""
        for source, worker in list(self.waiting.items()):
            if worker.process.is_alive():
                worker.process.terminate()
            self.let_go(source)


Handle = Callable[[int, Seen], None]


def read_inputs(inputs: Sequence[str], jobs: int, matcher: Matcher, handle: Handle) -> None:
    """Read *inputs* with *jobs* processes; *handle* is given each item with the index of its input, in order.

    Raises KeyboardInterrupt after Ctrl-C, when all that was seen before it has been handled.
    """
    workers = Workers(inputs, jobs, matcher)
    answer = signal.getsignal(signal.SIGINT)
    main = threading.current_thread() is threading.main_thread()  # no other may say how signals are answered
    try:
        if main:
            signal.signal(signal.SIGINT, workers.interrupt)
        for source in range(len(inputs)):
            for item in workers.items(source):
                handle(source, item)
    finally:
        if main:
            signal.signal(signal.SIGINT, answer)
        workers.stop()
    if workers.interrupted:
        raise KeyboardInterrupt

"""Hand: a worker's process as the main process holds it, with the socket between them."""

import contextlib
import gc
import os
import signal
import socket
from collections.abc import Sequence

from sensor.engine.live.messages import Plan
from sensor.engine.live.options import TapOptions
from sensor.engine.live.wire import FromWorker, Inbox, ToWorker, from_worker, pack
from sensor.engine.live.worker import AnyIntake, keep_only, work

RECEIVE_BYTES = 1 << 16
"""Taken from one worker before the others are heard; more would be memory to be fetched and given back each time."""


class Hand:
    """One running worker."""

    def __init__(self, number: int, intakes: Sequence[AnyIntake], plan: Plan, options: TapOptions) -> None:
        """Start the worker of this *number*: a copy of this process that reads *intakes*."""
        self.number = number
        ours, theirs = socket.socketpair()
        gc.freeze()  # what is loaded is shared with the worker as long as nobody writes to it
        self.pid = os.fork()
        if self.pid == 0:
            code = 1
            try:
                signal.set_wakeup_fd(-1)
                keep_only({0, 1, 2, theirs.fileno(), *(sock.fileno() for intake in intakes for sock in intake.sockets)})
                code = work(theirs, intakes, plan, options, f"vestige-tap-{number}")
            finally:
                os._exit(code)
        theirs.close()
        ours.setblocking(False)
        self.channel = ours
        self.ended = False
        """It said good-bye."""
        self._inbox = Inbox()
        self.unsent = bytearray()
        """What the socket did not take yet."""

    def send(self, message: ToWorker) -> None:
        """Send a message, or what the socket takes of it now."""
        self.unsent += pack(message)
        self.flush()

    def flush(self) -> None:
        """Send what waits, as far as the socket takes it."""
        with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self.unsent:
                del self.unsent[: self.channel.send(self.unsent)]

    def receive(self) -> list[FromWorker] | None:
        """Return what the worker says, None where it is gone; raises ValueError for what no worker says."""
        try:
            data = self.channel.recv(RECEIVE_BYTES)
        except BlockingIOError:
            return []
        except ConnectionResetError:
            return None
        return [from_worker(raw) for raw in self._inbox.feed(data)] if data else None

    def bury(self) -> str:
        """Wait for the end of the process and say how it ended."""
        self.channel.close()
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return f"ended by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    def kill(self) -> None:
        """End the process without asking."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

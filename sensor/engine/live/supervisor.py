"""The main process of live sensing: hears what the workers see, hands it to the desk, and keeps all of it going."""

import selectors
import signal
import socket
import time
from collections.abc import Sequence
from types import FrameType

from sensor.capture import InputError
from sensor.engine.live.counting import Counting
from sensor.engine.live.crew import Crew
from sensor.engine.live.directory import Directory, InMemory
from sensor.engine.live.feeder import Feeder
from sensor.engine.live.hand import Hand
from sensor.engine.live.lookout import Lookout
from sensor.engine.live.messages import FileState, Listener, LiveStats, Plan, TapStats
from sensor.engine.live.options import TapOptions
from sensor.engine.live.reading import make_matcher
from sensor.engine.live.rights import become
from sensor.engine.live.taps import open_wire
from sensor.engine.live.wire import Counts, FromWorker, Look, Lot, Stop
from sensor.hosts.home import Home
from sensor.match.patterns import compile_all
from sensor.model.report import Coverage
from sensor.protocols.quic.consts import VERSION_1
from sensor.protocols.quic.keys import SALT_1, client_keys

TICK_SECONDS = 1.0
"""Between two looks at the clock, at interfaces, and at what is due, where nothing asks for one before."""
SOON_SECONDS = 0.25
"""Between two of them at least, however much workers have to say meanwhile: what comes together is told together."""
ANY_ID = bytes(8)
"""A connection id; RFC 9000 section 7.2 wants eight bytes or more of the first."""
STOP_SECONDS = 30.0
"""A worker that has not told everything that long after it was asked to end is ended."""
SIGNALS = signal.SIGTERM, signal.SIGINT, signal.SIGHUP


class Supervisor:
    """Runs the taps until it is told to stop. One for each program, for signals are its own."""

    def __init__(
        self, options: TapOptions, plan: Plan, listener: Listener, home: Home, state: FileState | None = None
    ) -> None:
        """Open the taps and give up the rights that are not needed any more; raises InputError."""
        self.options = options
        self.listener = listener
        self.home = home
        self.matcher = make_matcher(plan)
        self.wires = [open_wire(name, options) for name in options.interfaces]
        if options.user:
            become(options.user, reopen=options.workers > 1)
        self.counting = Counting()
        self.crew = Crew(options, plan, self.wires, self.take, listener.blind)
        self.crew.gone = self.counting.gone
        self.feeder = None
        if options.directory is not None:
            directory = Directory(options.directory, state or InMemory(), options.settled_seconds)
            if directory.trouble:
                raise InputError("--directory", directory.trouble)
            self.feeder = Feeder(directory, listener, self.crew.tell)
            self.crew.replaced = self.feeder.replaced
        self.lookout = Lookout(self.wires, listener.blind, self.renew)
        self.waker, self.woken = socket.socketpair()
        self.crew.selector.register(self.woken, selectors.EVENT_READ, None)
        self.stopping = False
        self.reload_asked = False
        self.started = time.time_ns()
        self.counted = self.started
        self.stats_due = 0.0
        self.ticked = 0.0

    def run(self) -> None:
        """Listen until SIGTERM or SIGINT, then tell everything that is there."""
        before = {number: signal.signal(number, self.signalled) for number in SIGNALS}
        for end in (self.waker, self.woken):
            end.setblocking(False)
        descriptor = signal.set_wakeup_fd(self.waker.fileno(), warn_on_full_buffer=False)
        # One that came before there was an answer to it was held by the kernel (`sensor.cli.start`).
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGHUP})
        try:
            self.begin()
            while not self.stopping:
                self.turn()
            self.end()
        finally:
            self.crew.kill()
            signal.set_wakeup_fd(descriptor)
            for number, handler in before.items():
                signal.signal(number, handler)
            self.listener.close()

    def signalled(self, number: int, _frame: FrameType | None) -> None:
        """Note a signal; the loop answers it."""
        if number == signal.SIGHUP:
            self.reload_asked = True
        else:
            self.stopping = True

    def begin(self) -> None:
        """Start the workers, then let frames in. What each of them would load and set up when it is needed is there already."""
        client_keys(VERSION_1, SALT_1, ANY_ID)
        compile_all()
        self.crew.tend()
        for wire in self.wires:
            wire.start()
        self.listener.opened(self.options.interfaces or (self.options.directory or "",))

    def turn(self) -> None:
        """Hear the workers, and now and then do what is due."""
        self.hear(self.pause())
        self.crew.tend()
        if self.feeder is not None:
            self.feeder.tend()
        if self.reload_asked or self.pause() <= 0.0:
            self.tick(time.monotonic())

    def pause(self) -> float:
        """Return the seconds until the next tick: soon where something is to come or to come back."""
        soon, late = self.ticked + SOON_SECONDS, self.ticked + TICK_SECONDS
        now = time.monotonic()
        waits = self.feeder is not None or self.crew.waits or self.lookout.away
        return max(soon, min(late, now if waits else now + self.listener.pause())) - now

    def tick(self, now: float) -> None:
        """Do what is due."""
        self.ticked = now
        self.lookout.look()
        if now >= self.stats_due:
            self.stats_due = now + self.options.stats_seconds
            self.tell_stats()
        if self.listener.tick(time.time_ns()) or self.reload_asked:
            self.reload_asked = False
            self.reload()

    def hear(self, seconds: float) -> None:
        """Wait for workers and signals for some time, and take what they say."""
        for key, _ in self.crew.selector.select(max(seconds, 0.0)):
            if key.data is None:
                self.woken.recv(4096)
            else:
                self.crew.hear(key.data)

    def end(self) -> None:
        """Look once more, let nothing more in, hear everything that is left."""
        self.lookout.look()
        for wire in self.wires:
            wire.stop()
        self.crew.tell(Stop())
        deadline = time.monotonic() + STOP_SECONDS
        while self.crew.working and time.monotonic() < deadline:
            self.hear(SOON_SECONDS)
            self.crew.flush()
            self.listener.tick(time.time_ns())
        self.tell_stats()
        self.lookout.end(time.time_ns())

    def reload(self) -> None:
        """Ask the listener what to look for, and pass it on."""
        plan = self.listener.reload()
        if plan is not None:
            self.matcher = make_matcher(plan)
            self.crew.plan = plan
            self.crew.tell(Look(plan))

    def renew(self, tap: int) -> None:
        """The sockets of a tap are new: its workers end, and others take their places."""
        for post in self.crew.posts:
            post.forget_ring(tap)
        self.crew.tell(Stop())

    def take(self, hand: Hand, message: FromWorker) -> None:
        """Take what a worker says."""
        if self.feeder is not None:
            self.feeder.take(message)
        if isinstance(message, Lot):
            self.take_lot(message)
        elif isinstance(message, Counts):
            self.counting.take(hand.pid, message)

    def take_lot(self, lot: Lot) -> None:
        """Hand on what a worker saw. By which signatures something is wanted is asked again: they are not sent."""
        wanted = set(lot.wanted)
        for at, observation in enumerate(lot.observed):
            matches = self.matcher.match(observation) if at in wanted else []
            if matches:
                self.listener.matched(observation, matches)
            else:
                self.listener.seen(observation)
        for outcome in lot.outcomes:
            self.listener.outcome(outcome)

    def tell_stats(self) -> None:
        """Hand on the counters."""
        now = time.time_ns()
        self.lookout.count(self.counted, now)
        self.counted = now
        taps = (self.feeder.stats(),) if self.feeder else self.lookout.stats(self.crew.posts)
        self.listener.stats(
            LiveStats(
                ts=now,
                started=self.started,
                taps=taps,
                coverage=lambda: self.coverage(taps),
                restarts=self.crew.restarts,
                two_sided=self.counting.two_sided,
            )
        )

    def coverage(self, taps: Sequence[TapStats]) -> Coverage:
        """Add up what the workers count, and what the *taps* know to be bypassed."""
        found = self.counting.coverage(self.home)
        found.frames += sum(tap.bypassed for tap in taps)
        found.bytes += sum(tap.bypassed_bytes for tap in taps)
        return found


def run(options: TapOptions, plan: Plan, listener: Listener, home: Home, state: FileState | None = None) -> int:
    """Sense live until told to stop; returns the exit code. Raises InputError where a tap cannot be opened.

    *state* remembers the files of a directory that were read; without it they are remembered until the program ends.
    """
    Supervisor(options, plan, listener, home, state).run()
    return 0

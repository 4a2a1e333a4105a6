"""Crew: the workers as the main process holds them. One that dies is replaced, and goes on where the dead one was."""

import selectors
import time
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from sensor.engine.live.hand import Hand
from sensor.engine.live.intake import interrupted_block
from sensor.engine.live.messages import BlindEvent, Plan
from sensor.engine.live.meters import DONE, LAST, READING, Meter, make_meters
from sensor.engine.live.options import TapOptions
from sensor.engine.live.taps import AnyWire
from sensor.engine.live.wire import NO_TAP, Ended, Failed, FromWorker, Lot, ToWorker

FIRST_DELAY = 0.5
MAX_DELAY = 30.0
"""Seconds before a worker that died soon after its start is replaced, doubled each time."""
STABLE_SECONDS = 10.0
"""A worker that lived that long is replaced at once."""
HUNG_SECONDS = 60.0
"""A worker tells its counters every few seconds. One that says nothing for so long hangs, and is ended."""
LONGEST_ROUND = 1.0
"""Seconds between two rounds that count for that at most: when this process itself stood still it could hear nobody."""
DEATHS_BY_BLOCK = 2
"""Workers that may die over one block of a ring before it is handed back unread."""

Take = Callable[[Hand, FromWorker], None]
"""What is done with a message."""


class Post:
    """A worker's place: who holds it, and what happened there."""

    def __init__(self, number: int, meters: Sequence[Meter]) -> None:
        self.number = number
        self.meters = meters
        """One for each tap."""
        self.lost = [0] * len(meters)
        """Frames of each tap that were handed back unread."""
        self.told = [Lot([], [])] * len(meters)
        """The last lot from each tap's ring."""
        self.hand: Hand | None = None
        self.since = 0.0
        self.due = 0.0
        """When the next worker is to start here."""
        self.delay = FIRST_DELAY
        self.died: BlindEvent | None = None
        self.failure = ""
        """Why a worker says that it ends, or is ended."""
        self.quiet = 0.0
        """Seconds in which it could have been heard and was not."""
        self.deaths: Counter[tuple[int, int]] = Counter()
        """Over which block (tap, number) workers died."""

    def heard(self, message: FromWorker) -> None:
        """Note what must be known if the worker dies now."""
        if isinstance(message, Lot) and message.tap != NO_TAP:
            self.told[message.tap] = message
            self.lost[message.tap] += message.lost
        elif isinstance(message, Failed):
            self.failure = message.what

    def settle(self) -> None:
        """The worker is gone: a block that was told is done, one that was being read is another's, unless it kills."""
        for tap, (meter, lot) in enumerate(zip(self.meters, self.told, strict=True)):
            if lot.block > meter[DONE]:
                meter.done(lot.block, lot.frames, lot.bytes, meter[LAST])
            block = interrupted_block(meter)
            if block:
                self.deaths[tap, block] += 1

    def poison(self, tap: int) -> int:
        """Return the number of the block over which workers died, 0 if there is none."""
        return next((block for (at, block), n in self.deaths.items() if at == tap and n >= DEATHS_BY_BLOCK), 0)

    def forget_ring(self, tap: int) -> None:
        """The tap has a new ring, whose blocks are numbered from 1 again."""
        self.meters[tap][DONE] = self.meters[tap][READING] = 0
        self.told[tap] = Lot([], [])
        self.deaths.clear()


class Crew:
    """Starts workers, hears them, and replaces those that die."""

    def __init__(
        self, options: TapOptions, plan: Plan, wires: Sequence[AnyWire], take: Take, blind: Callable[[BlindEvent], None]
    ) -> None:
        self.options = options
        self.plan = plan
        self.wires = wires
        self.take = take
        self.blind = blind
        meters = make_meters(options.workers * len(wires))
        self.posts = [
            Post(number, meters[number * len(wires) : (number + 1) * len(wires)]) for number in range(options.workers)
        ]
        self.selector = selectors.DefaultSelector()
        self.restarts = 0
        self.tended = time.monotonic()
        self.gone: Callable[[int], None] = lambda _pid: None
        """Told of the process that ended."""
        self.replaced: Callable[[], None] = lambda: None
        """Told when another worker took the place of one that died."""

    def start(self, post: Post) -> None:
        """Start a worker."""
        intakes = [
            wire.intake(post.number, tap, post.meters[tap], post.poison(tap)) for tap, wire in enumerate(self.wires)
        ]
        post.hand = Hand(post.number, intakes, self.plan, self.options)
        post.since = time.monotonic()
        post.failure = ""
        post.quiet = 0.0
        self.selector.register(post.hand.channel, selectors.EVENT_READ, post)
        if post.died is not None:
            self.restarts += 1
            self.blind(msgspec.structs.replace(post.died, until=time.time_ns()))
            post.died = None
            self.replaced()

    def tend(self) -> None:
        """Start workers that are due, end those that hang, and send what their sockets did not take before."""
        now = time.monotonic()
        passed, self.tended = min(now - self.tended, LONGEST_ROUND), now
        self.flush()
        for post in self.posts:
            if post.hand is not None:
                post.quiet += passed
                self.end_hung(post, post.hand)
            elif now >= post.due:
                self.start(post)

    @staticmethod
    def end_hung(post: Post, hand: Hand) -> None:
        """End the worker at *post* if it hangs; another takes its place, and leaves out the block over which two did."""
        if post.quiet > HUNG_SECONDS:
            post.quiet = 0.0
            post.failure = f"it had said nothing for {HUNG_SECONDS:.0f} s"
            hand.kill()

    def flush(self) -> None:
        """Send what the sockets of workers did not take before."""
        for post in self.posts:
            if post.hand is not None:
                post.hand.flush()

    def hear(self, post: Post) -> None:
        """Take what the worker at *post* says, or its end."""
        hand = post.hand
        if hand is None:
            return
        post.quiet = 0.0
        try:
            messages = hand.receive()
        except ValueError as error:  # those of msgspec are ValueErrors as well
            hand.kill()
            post.failure = f"it said what no worker says ({error})"
            messages = None
        if messages is None:
            self.left(post, hand)
            return
        for message in messages:
            post.heard(message)
            self.take(hand, message)
            hand.ended = hand.ended or isinstance(message, Ended)

    def left(self, post: Post, hand: Hand) -> None:
        """A worker is gone."""
        self.selector.unregister(hand.channel)
        how = hand.bury()
        post.hand = None
        self.gone(hand.pid)
        post.settle()
        if hand.ended:
            post.due = 0.0
            return
        lived = time.monotonic() - post.since
        post.delay = FIRST_DELAY if lived >= STABLE_SECONDS else min(post.delay * 2, MAX_DELAY)
        post.due = time.monotonic() + (0.0 if lived >= STABLE_SECONDS else post.delay)
        why = f": {post.failure}" if post.failure else ""
        post.died = BlindEvent(
            kind="worker_died",
            interface="",
            since=max((meter[LAST] for meter in post.meters), default=0) or time.time_ns(),
            until=None,
            what=f"Worker {post.number} {how}{why}; what was half read in its conversations is lost, and frames wait for the next.",
        )
        self.blind(post.died)

    def tell(self, message: ToWorker) -> None:
        """Send a message to all workers."""
        for post in self.posts:
            if post.hand is not None:
                post.hand.send(message)

    @property
    def waits(self) -> bool:
        """True while a worker is to be started, or has not taken everything that it was sent."""
        return any(post.hand is None or post.hand.unsent for post in self.posts)

    @property
    def working(self) -> bool:
        """True while there is a worker."""
        return any(post.hand is not None for post in self.posts)

    def kill(self) -> None:
        """End all workers without asking."""
        for post in self.posts:
            if post.hand is not None:
                post.hand.kill()

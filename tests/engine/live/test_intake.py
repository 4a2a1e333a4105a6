"""One tap as a worker reads it: each block once, whatever becomes of the worker."""

from builders import dns, frames
from capture.af_packet.rings import Frame, MemoryRing, memory_tap
from engine.live.notes import PLAN, UPDATE_HOST

from sensor.engine.live.intake import Intake, interrupted_block
from sensor.engine.live.meters import BYTES, DONE, FRAMES, Meter, make_meters
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot

QUESTION = frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 51000, 53, dns.query(UPDATE_HOST)))
OTHER = frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 51000, 53, dns.query("www.example.org")))


class Post:
    """A worker's place: the ring, its meter, and what was sent."""

    def __init__(self) -> None:
        self.ring = MemoryRing()
        self.meter: Meter = make_meters(1)[0]
        self.lots: list[Lot] = []

    def worker(self, poison: int = 0) -> Intake:
        """Return the intake of a new worker."""
        return Intake(memory_tap(self.ring), 0, self.meter, poison)

    def numbers(self) -> list[int]:
        """Return the numbers of the frames that were told."""
        return [observation.frame for lot in self.lots for observation in lot.observed]


def test_a_block_is_told_then_handed_back() -> None:
    """One in which nothing is wanted is not told."""
    post, reading = Post(), Reading(PLAN)
    intake = post.worker()
    for block in ([OTHER], [QUESTION, OTHER, QUESTION]):
        post.ring.put([Frame(frame, ts=at * 10**9) for at, frame in enumerate(block, 1)])
        assert intake.ready()
        intake.take(reading, post.lots.append)
        assert not intake.ready()
    assert [(lot.tap, lot.block, lot.frames) for lot in post.lots] == [(0, 2, 3)]
    assert post.numbers() == [2, 4]
    assert (post.meter[FRAMES], post.meter[BYTES]) == (4, 2 * len(OTHER) + 2 * len(QUESTION))


def test_a_block_whose_reader_died_is_read_by_the_next() -> None:
    """It died before it told; frames are numbered as if nothing had happened."""
    post = Post()
    post.ring.put([Frame(OTHER)])
    post.ring.put([Frame(QUESTION)])
    first = post.worker()
    first.take(Reading(PLAN), post.lots.append)
    post.meter.begin(2)
    assert interrupted_block(post.meter) == 2
    post.worker().take(Reading(PLAN), post.lots.append)
    assert (post.numbers(), post.meter[DONE], interrupted_block(post.meter)) == ([2], 2, 0)


def test_a_block_that_was_told_is_not_told_again() -> None:
    """The worker died after it told, before it handed the block back."""
    post = Post()
    post.ring.put([Frame(QUESTION)])
    post.meter.begin(1)
    post.meter.done(1, 1, len(QUESTION), 5)
    second = post.worker()
    second.take(Reading(PLAN), post.lots.append)
    assert (post.lots, post.meter[FRAMES], second.ready()) == ([], 1, False)


def test_a_block_that_kills_is_left_out_and_counted() -> None:
    """The blocks behind it are read."""
    post = Post()
    post.ring.put([Frame(QUESTION), Frame(OTHER)])
    post.ring.put([Frame(QUESTION)])
    intake = post.worker(poison=1)
    for _ in range(2):
        intake.take(Reading(PLAN), post.lots.append)
    assert [(lot.block, lot.lost, len(lot.observed)) for lot in post.lots] == [(1, 2, 0), (2, 0, 1)]


def test_poll_knows_better_where_the_next_block_is() -> None:
    """A ring that was full when its reader died goes on one block further than it seems."""
    post = Post()
    intake = post.worker()
    post.ring.next = 1
    post.ring.put([Frame(QUESTION)])
    assert not intake.ready()
    intake.seek()
    assert intake.ready()

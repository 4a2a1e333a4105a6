"""Several taps in one worker: a conversation's frames are read in the order in which they were sent."""

from builders import dns, frames
from capture.af_packet.rings import NOON, Frame, MemoryRing, memory_tap
from engine.live.notes import PLAN, UPDATE_HOST

from sensor.engine.live.intake import Intake
from sensor.engine.live.meters import make_meters
from sensor.engine.live.order import HOLD_NS, MAX_HELD_NS, InOrder
from sensor.engine.live.reading import Reading
from sensor.engine.live.wire import Lot
from sensor.model.outcome import Outcome

CLIENT, SERVER = "10.0.0.7", "203.0.113.9"
ASKS = b"GET / HTTP/1.1\r\nHost: " + UPDATE_HOST.encode() + b"\r\n\r\n"
ANSWERS = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"


def question(ident: int) -> bytes:
    """Return a frame with a question that is not the one before once more."""
    message = dns.query(UPDATE_HOST, ident=ident % 65_536)
    return frames.ethernet(frames.udp(CLIENT, "10.0.0.53", 51000, 53, message))


class Post:
    """A worker's place at two taps, with clocks that stand."""

    def __init__(self) -> None:
        self.rings = [MemoryRing(), MemoryRing()]
        self.now = NOON
        self.steady = 0
        self.lots: list[Lot] = []
        self.reading = Reading(PLAN)
        intakes = [
            Intake(memory_tap(ring), at, meter, 0)
            for at, (ring, meter) in enumerate(zip(self.rings, make_meters(2), strict=True))
        ]
        self.order = InOrder(intakes, lambda: self.now, lambda: self.steady)

    def put(self, tap: int, *times: int, frame: bytes = b"") -> None:
        """Have a block handed over at *tap* that has *frame* at these *times*, or a question."""
        self.rings[tap].put([Frame(frame or question(at), ts=NOON + at) for at in times])

    def take(self) -> tuple[float, list[tuple[int, int]]]:
        """Read what may be read; return how long to wait for more, and tap and time of each frame that was read."""
        wait = self.order.take(self.reading, self.lots.append)
        self.lots.append(self.reading.lot())
        seen = [one for lot in self.lots for one in lot.observed if one.kind in ("dns", "http")]
        self.lots.clear()
        return wait, [(one.source, one.ts - NOON) for one in seen]


def test_frames_of_two_taps_are_read_in_the_order_of_their_times() -> None:
    """Those behind the last of the other tap wait until it cannot have older ones any more."""
    post = Post()
    post.put(0, 1, 4, 6)
    post.put(1, 2, 3, 5)
    wait, seen = post.take()
    assert seen == [(0, 1), (1, 2), (1, 3), (0, 4), (1, 5)]
    assert wait == HOLD_NS / 1e9
    post.now += HOLD_NS + 6
    assert post.take() == (0.0, [(0, 6)])
    assert not any(ring.ready() for ring in post.rings)


def test_what_one_tap_has_waits_for_the_other() -> None:
    """Until that has handed over what is older."""
    post = Post()
    post.put(1, 2, 3)
    wait, seen = post.take()
    assert wait > 0
    assert seen == []
    post.put(0, 1, 4)
    assert post.take()[1] == [(0, 1), (1, 2), (1, 3)]


def test_an_answer_that_is_handed_over_before_its_question_counts() -> None:
    """The request comes in on one tap, the response, sooner, on the other."""
    post = Post()
    ends = CLIENT, SERVER, 50000, 80
    answer = frames.tcp(SERVER, CLIENT, 80, 50000, ANSWERS, seq=101, ack=1 + len(ASKS))
    post.put(1, 2, frame=frames.ethernet(answer))
    post.take()
    post.put(0, 1, frame=frames.ethernet(frames.tcp(*ends, ASKS, seq=1, ack=101)))
    post.now += HOLD_NS + 2
    assert post.take()[1] == [(0, 1)]
    post.reading.sweeper.sweep(NOON + 3)
    assert [outcome.outcome for outcome in post.reading.lot().outcomes] == [Outcome.SUCCEEDED]


def test_a_ring_that_fills_up_is_read_at_once() -> None:
    """Rather out of order than not at all."""
    post = Post()
    post.put(1, 1)
    for at in range(3):
        post.put(0, 3 * at, 3 * at + 2)
    assert post.take()[1] == [(0, 0), (0, 2), (1, 1)]
    assert post.rings[0].ready()


def test_frames_from_the_future_wait_for_a_bounded_time() -> None:
    """A clock was set back, or a card has its own."""
    post = Post()
    post.put(0, 3_600 * 10**9)
    wait, seen = post.take()
    assert (wait, seen) == (HOLD_NS / 1e9, [])
    post.steady += MAX_HELD_NS
    assert post.take() == (0.0, [(0, 3_600 * 10**9)])


def test_time_in_which_frames_of_both_are_read_is_no_waiting() -> None:
    """However often something is left for later."""
    post = Post()
    for at in range(4):
        post.put(at % 2, 2 * at + 1, 2 * at + 2)
        wait, _ = post.take()
        assert wait > 0
        post.steady += MAX_HELD_NS // 2 + 1


def test_a_block_in_hand_is_another_workers_only_once_it_was_told() -> None:
    """This one died while half of it was read: the other reads all of it, and nobody is blamed."""
    post = Post()
    post.put(0, 1, 3)
    post.put(1, 2)
    assert post.take()[1] == [(0, 1), (1, 2)]
    (first, second) = post.order.intakes
    assert (first.meter[0], first.meter[1]) == (0, 0)
    assert (second.meter[0], second.meter[1]) == (1, 1)
    again = Intake(memory_tap(post.rings[0]), 0, first.meter, 0)
    again.take(post.reading, post.lots.append)
    assert first.meter[1] == 1
    assert not post.rings[0].ready()

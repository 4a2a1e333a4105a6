"""Numbers in memory that outlives the process that wrote them."""

import os

from sensor.engine.live.meters import BYTES, COLUMNS, DONE, FRAMES, LAST, READING, make_meters


def test_what_a_child_writes_the_parent_reads_after_it_died() -> None:
    """Killed in the middle of its second block."""
    meters = make_meters(2)
    pid = os.fork()
    if pid == 0:
        meters[1].begin(7)
        meters[1].done(7, 100, 9000, 12345)
        meters[1].begin(8)
        os._exit(9)
    os.waitpid(pid, 0)
    meter = meters[1]
    assert [meter[at] for at in (READING, DONE, FRAMES, BYTES, LAST)] == [8, 7, 100, 9000, 12345]
    assert [meters[0][at] for at in range(COLUMNS)] == [0] * COLUMNS


def test_a_block_that_is_put_aside_is_not_being_read() -> None:
    """Nor is it done."""
    meter = make_meters(1)[0]
    meter.done(7, 1, 60, 5)
    meter.begin(8)
    meter.pause()
    assert (meter[READING], meter[DONE]) == (7, 7)


def test_a_block_without_frames_leaves_the_time_of_the_last() -> None:
    """The kernel hands an empty one over now and then."""
    meter = make_meters(1)[0]
    meter.done(1, 3, 180, 777)
    meter.done(2, 0, 0, 0)
    assert (meter[DONE], meter[FRAMES], meter[LAST]) == (2, 3, 777)

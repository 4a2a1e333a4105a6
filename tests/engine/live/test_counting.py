"""Counters of workers that come and go, as one."""

import pytest

from sensor.engine.live import counting as module
from sensor.engine.live.counting import MAX_TOLD, Counting
from sensor.engine.live.wire import Counts, Hosts
from sensor.engine.tally import Tally
from sensor.hosts.home import Home

HOME = Home(None)


def counts(frames: int, *hosts: bytes, one_sided: int = 0) -> Counts:
    """Return what a worker told."""
    numbers = {**Tally().counts(), "frames": frames, "hosts": (), "weird": {"odd": frames}}
    return Counts(
        numbers,
        Hosts(*(b"".join(one for one in hosts if len(one) == size) for size in (4, 16))),
        {"one_sided": one_sided},
        False,
    )


def test_the_last_word_of_each_worker_counts() -> None:
    """Each tells its numbers since its start."""
    counting = Counting()
    for worker, frames in ((1, 10), (2, 5), (1, 30)):
        counting.take(worker, counts(frames, one_sided=frames))
    coverage = counting.coverage(HOME)
    assert (coverage.frames, coverage.weird, coverage.blind["one_sided"]) == (35, {"odd": 35}, 35)


def test_a_worker_that_is_gone_stays_counted() -> None:
    """The one in its place begins at zero."""
    counting = Counting()
    counting.take(1, counts(100, one_sided=3))
    counting.gone(1)
    counting.gone(1)
    counting.take(9, counts(7, one_sided=1))
    coverage = counting.coverage(HOME)
    assert (coverage.frames, coverage.blind["one_sided"]) == (107, 4)


def test_a_host_is_counted_once_whoever_saw_it() -> None:
    """Workers tell each address only once."""
    counting = Counting()
    counting.take(1, counts(1, b"\x0a\0\0\1", b"\x0a\0\0\2"))
    counting.take(2, counts(1, b"\x0a\0\0\2"))
    counting.take(1, counts(1))
    assert counting.coverage(HOME).hosts == 2


def test_hosts_that_nobody_asks_for_do_not_pile_up() -> None:
    """Nor does one over the limit count."""
    counting = Counting()
    for number in range(MAX_TOLD + 1):
        counting.take(1, counts(1, bytes([10, 0, 0, number]), bytes([0xFD, *bytes(14), number])))
    assert (counting.told, len(counting.hosts)) == ([], 2 * (MAX_TOLD + 1))
    assert counting.coverage(HOME).hosts == 2 * (MAX_TOLD + 1)


def test_of_too_many_hosts_the_first_count(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood of forged addresses takes no more memory."""
    monkeypatch.setattr(module, "MAX_HOSTS", 5)
    counting = Counting()
    for number in range(4):
        counting.take(1, counts(1, *(bytes([10, 0, number, last]) for last in range(3))))
    assert (counting.coverage(HOME).hosts, len(counting.hosts)) == (5, 5)

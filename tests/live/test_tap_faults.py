"""What goes wrong on a tap costs as little as it must, and is told: no alert is lost, none doubled, the gap is reported."""

import os
import shutil
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.netns import Wire
from live.watched import Sensor, adds_up, hosts

from sensor.engine.live.rights import NET_RAW

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

STATS = ("--stats", "1s")
BURST = 40_000
"""Frames as fast as they can be sent, through a ring that holds a tenth of them."""


@pytest.fixture
def sensor(wire: Wire, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Sensor]:
    """Return one that listens."""
    made = Sensor(wire, tmp_path, *STATS, *getattr(request, "param", ()))
    yield made.start()
    made.end()


def both_ends(gap: dict[str, str]) -> bool:
    """True when a gap is told from its beginning to its end."""
    return gap["since"] < gap["until"] != "lasting"


def restarts(sensor: Sensor) -> int:
    """Return how often a worker was replaced, as last counted."""
    lines = sensor.lines("sensor")
    return int(lines[-1]["sensor"]["restarts"]) if lines else 0


def until_replaced(sensor: Sensor, times: int) -> None:
    """Wait until workers were replaced so often."""
    sensor.until(lambda: restarts(sensor) == times)


def up(sensor: Sensor) -> bool:
    """True when all taps are, as last counted."""
    return all(tap["up"] for tap in sensor.taps())


def test_kill_9_of_a_worker(sensor: Sensor) -> None:
    """What comes while there is none waits in the ring."""
    sensor.ask(hosts(0, 100))
    sensor.until_told(100)
    os.kill(sensor.workers()[0], signal.SIGKILL)
    sensor.ask(hosts(0, 200))
    until_replaced(sensor, 1)
    sensor.ask(hosts(0, 300))
    sensor.until_told(300)
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 300))
    assert both_ends(sensor.gaps("worker_died")[-1])
    assert adds_up(sensor.taps())


@pytest.mark.parametrize("sensor", [(), ("--workers", "2")], indirect=True, ids=["one", "two"])
def test_workers_killed_again_and_again_while_frames_come(sensor: Sensor) -> None:
    """At any place of their work."""
    everybody = hosts(0, 4000)
    sender = threading.Thread(target=sensor.ask, args=(everybody,))
    for turn in (1, 2):
        os.kill(sensor.workers()[0], signal.SIGKILL)
        if turn == 1:
            sender.start()
        until_replaced(sensor, turn)
    sender.join()
    sensor.stop()
    assert sum(tap["dropped"] for tap in sensor.taps()) == 0
    assert sensor.told() == Counter(everybody)
    assert both_ends(sensor.gaps("worker_died")[-1])
    assert adds_up(sensor.taps())


def test_the_main_process_stands_still(sensor: Sensor) -> None:
    """As when the machine is suspended: workers wait for it, and frames for them."""
    sensor.signal(signal.SIGSTOP)
    sensor.ask(hosts(0, 2000))
    time.sleep(3)
    sensor.signal(signal.SIGCONT)
    sensor.until_told(2000)
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 2000))
    assert restarts(sensor) == 0
    assert adds_up(sensor.taps())


@pytest.mark.parametrize("sensor", [(), ("--workers", "2")], indirect=True, ids=["one", "two"])
def test_an_interface_that_is_gone_and_back(wire: Wire, sensor: Sensor) -> None:
    """It is listened on again; nothing of what it says then is taken for a worker that died."""
    sensor.ask(hosts(0, 20))
    sensor.until_told(20)
    come_back(wire, sensor)
    sensor.ask(hosts(0, 40))
    sensor.until_told(40)
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 40))
    assert [both_ends(gap) for gap in sensor.gaps("interface_gone")] == [False, True]
    assert (sensor.gaps("worker_died"), restarts(sensor)) == ([], 0)


@pytest.mark.parametrize("workers", [1, 2])
def test_the_same_without_the_rights_of_root(wire: Wire, tmp_path: Path, workers: int) -> None:
    """Not even CAP_NET_RAW, but for the main process where several workers will need new sockets."""
    sensor = Sensor(wire, tmp_path, *STATS, "--user", "nobody", "--workers", str(workers), stdout=True)
    try:
        sensor.start()
        sensor.until(lambda: {rights(pid) for pid in sensor.workers()} == {0})  # they give them up before they read
        assert rights(sensor.pid) == (NET_RAW if workers > 1 else 0)
        for turn in (1, 2, 3):
            sensor.ask(hosts(0, 20 * turn))
            sensor.until_told(20 * turn)
            if turn < 3:
                come_back(wire, sensor)
        sensor.stop()
        assert sensor.told() == Counter(hosts(0, 60))
        assert both_ends(sensor.gaps("interface_gone")[-1])
    finally:
        sensor.end()


def test_one_capability_alone_is_enough(wire: Wire, tmp_path: Path) -> None:
    """CAP_NET_RAW, to open the socket and for promiscuous mode; workers have not even that."""
    if shutil.which("setpriv") is None:
        pytest.skip("setpriv (util-linux) is not installed")
    under = ("setpriv", "--bounding-set=-all,+net_raw")
    sensor = Sensor(wire, tmp_path, "--workers", "2", stdout=True, under=under)
    try:
        sensor.start()
        assert rights(sensor.pid) == NET_RAW
        sensor.until(lambda: {rights(pid) for pid in sensor.workers()} == {0})  # they give them up before they read
        sensor.ask(hosts(0, 20))
        sensor.stop()
        assert sensor.told() == Counter(hosts(0, 20))
    finally:
        sensor.end()


def come_back(wire: Wire, sensor: Sensor) -> None:
    """Take the interface away and bring it back; the sensor notices both."""
    wire.unplug()
    sensor.until(lambda: not up(sensor))
    wire.plug_in()
    sensor.until(lambda: up(sensor))


def rights(pid: int) -> int:
    """Return the capabilities that a process has."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("CapEff:")[2].split()[0], 16)


def test_an_interface_that_is_down_and_up(wire: Wire, sensor: Sensor) -> None:
    """The socket goes on."""
    wire.run(wire.tap, "ip", "link", "set", wire.interface, "down")
    sensor.until(lambda: sensor.gaps("interface_down"))
    wire.run(wire.tap, "ip", "link", "set", wire.interface, "up")
    sensor.until(lambda: up(sensor))
    sensor.ask(hosts(0, 20))
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 20))
    assert [both_ends(gap) for gap in sensor.gaps("interface_down")] == [False, True]


def test_a_burst_of_ten_times_as_much(sensor: Sensor) -> None:
    """In a breath what came in ten before: all of it fits in the ring, and is told."""
    sensor.ask(hosts(0, 500), pause=0.002)
    sensor.ask(hosts(500, 5000))
    sensor.until_told(5500)
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 5500))
    assert (sensor.gaps("drops"), sum(tap["dropped"] for tap in sensor.taps())) == ([], 0)


def test_a_burst_that_is_too_much_is_counted_to_the_frame(wire: Wire, tmp_path: Path) -> None:
    """While the worker stands still: what the ring holds is read after it, the rest is told as dropped."""
    config = tmp_path / "vestige.yaml"
    config.write_text("capture: {ring: 1MB}\n")
    sensor = Sensor(wire, tmp_path, *STATS, "--config", str(config))
    try:
        sensor.start()
        (worker,) = sensor.workers()
        os.kill(worker, signal.SIGSTOP)
        sensor.ask(hosts(0, 10) * (BURST // 10))
        os.kill(worker, signal.SIGCONT)
        sensor.until(lambda: sensor.gaps("drops"))
        sensor.stop()
        (tap,) = sensor.taps()
        assert adds_up([tap])
        assert 0 < tap["dropped"] < BURST <= tap["received"]
        last = sensor.gaps("drops")[-1]
        assert both_ends(last)
        assert f"dropped {tap['dropped']} frames" in last["what"]
        assert sensor.told() == Counter(hosts(0, 10))
    finally:
        sensor.end()


def test_kill_9_of_the_main_process_leaves_no_worker_behind(wire: Wire, tmp_path: Path, sensor: Sensor) -> None:
    """It ends by itself, and the interface takes a new sensor at once."""
    workers = sensor.workers()
    sensor.kill()
    sensor.start()
    sensor.ask(hosts(0, 20))
    sensor.until_told(20)
    sensor.until(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


CLOCK = """
import os, time
from sensor.engine.live.reading import Reading
from sensor.engine.live.worker import Worker

real, read, noted = time.time_ns, Reading.part, Worker.note_time

def set_to():
    return int(open(os.environ["CLOCK_FILE"]).read() or 0)

def part(self, batch, first, end, *rest):
    for at in range(first, end):
        batch.ts[at] += set_to()
    read(self, batch, first, end, *rest)

time.time_ns = lambda: real() + set_to()
Reading.part = part
Worker.note_time = lambda self, last: noted(self, last + set_to())
"""
"""Loaded before the program (``site``): its clock, and that of the frames, can be set, and nobody else's is."""


def test_the_clock_is_set_back(wire: Wire, tmp_path: Path) -> None:
    """By an hour, with the stamps of the frames: it is told, and neither are alerts repeated nor held back."""
    (tmp_path / "sitecustomize.py").write_text(CLOCK)
    (tmp_path / "clock").write_text("0")
    sensor = Sensor(wire, tmp_path, *STATS)
    path = os.pathsep.join([str(tmp_path), *sys.path])
    sensor.environment = {"PYTHONPATH": path, "CLOCK_FILE": str(tmp_path / "clock")}
    try:
        sensor.start()
        sensor.ask(hosts(0, 20))
        sensor.until_told(20)
        before = sensor.alerts()[-1]["timestamp"]
        (tmp_path / "clock").write_text(str(-3600 * 10**9))
        sensor.until(lambda: any("the clock was set back by 3600" in str(line) for line in sensor.lines("engine")))
        sensor.ask(hosts(0, 40))
        sensor.until_told(40)
        assert sensor.alerts()[-1]["timestamp"] < before
        sensor.kill()
        sensor.start()
        sensor.ask(hosts(0, 60))
        sensor.until_told(60)
        time.sleep(1)
        sensor.stop()
        assert sensor.told() == Counter(hosts(0, 60))
        assert [gap["kind"] for gap in sensor.gaps()] == ["stopped"]
    finally:
        sensor.end()

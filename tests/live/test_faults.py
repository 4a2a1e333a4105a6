"""Faults: whatever happens to the sensor and its outputs, no alert is lost, none doubled, and a gap is told."""

import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from live.netns import Wire
from live.watched import Sensor, hosts, told
from outputs.syslog.receivers import TcpServer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

MINUTE = 60


@pytest.fixture
def sensor(wire: Wire, tmp_path: Path) -> Iterator[Sensor]:
    """Return one that is not started yet."""
    made = Sensor(wire, tmp_path)
    yield made
    made.end()


def test_kill_9_of_the_main_process(sensor: Sensor) -> None:
    """In the middle of telling: after the next start everything is there once, and the gap is told."""
    everybody: list[str] = []
    for turn, pause in enumerate((0.45, 0.6, 0.8)):
        sensor.start()
        everybody += hosts(200 * turn, 200)
        sensor.ask(everybody)
        time.sleep(pause)  # about when they are judged and written
        sensor.kill()
    sensor.start()
    sensor.ask(everybody)
    sensor.until_told(len(everybody))
    sensor.stop()
    assert sensor.told() == Counter(everybody)
    assert [gap["kind"] for gap in sensor.gaps()] == ["stopped"] * 3
    assert sensor.output.read_bytes().endswith(b"\n")


def test_a_clean_stop_tells_what_was_just_seen(sensor: Sensor) -> None:
    """Nothing waits for its half second."""
    sensor.start()
    sensor.ask(hosts(0, 50))
    sensor.stop()
    assert sensor.told() == Counter(hosts(0, 50))
    assert sensor.lines()[-1]["event_type"] == "sensor"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "vestige-test", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        pytest.skip(f"this machine mounts no small disk: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_the_disk_of_the_output_is_full(wire: Wire, tmp_path: Path, small_disk: Path) -> None:
    """Alerts wait, whole, and are written when there is room; not even kill -9 in between loses one."""
    output = small_disk / "eve.json"
    sensor = Sensor(wire, tmp_path, output=output)
    try:
        sensor.start()
        sensor.ask(hosts(0, 100))
        time.sleep(5)
        before = sensor.told()
        assert 0 < sum(before.values()) < 100
        assert output.read_bytes().endswith(b"\n")
        assert "No space left on device" in sensor.said()
        sensor.kill()
        subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
        sensor.start()
        sensor.until_told(100)
        sensor.stop()
        assert sensor.told() == Counter(hosts(0, 100))
    finally:
        sensor.end()


def test_the_disk_that_standard_output_is_led_to_is_full(wire: Wire, tmp_path: Path, small_disk: Path) -> None:
    """The sensor goes on, and everything is written when there is room."""
    sensor = Sensor(wire, tmp_path, output=small_disk / "eve.json", stdout=True)
    try:
        sensor.start()
        sensor.ask(hosts(0, 100))
        sensor.until(lambda: "standard output: No space left on device" in sensor.said())
        subprocess.run(["mount", "-o", "remount,size=4m", str(small_disk)], check=True)
        sensor.until_told(100)
        sensor.stop()
        assert sensor.told() == Counter(hosts(0, 100))
    finally:
        sensor.end()


def test_the_receiver_is_down_then_slow(wire: Wire, tmp_path: Path) -> None:
    """It gets every alert once, and the file does not wait for it."""
    with wire.inside(wire.tap):
        server = TcpServer(buffer=4096)
    port = server.port
    server.close()
    sensor = Sensor(wire, tmp_path, "--syslog", f"tcp://127.0.0.1:{port}")
    try:
        sensor.start()
        sensor.ask(hosts(0, 150))
        sensor.until_told(150)
        time.sleep(MINUTE)
        with wire.inside(wire.tap):
            server = TcpServer(port, buffer=4096)
        sensor.until(server.accept, 2 * MINUTE)
        time.sleep(3)  # it takes nothing for a while
        sensor.ask(hosts(150, 150))

        def slowly() -> bool:
            time.sleep(0.1)
            return len(server.read()) >= 300

        sensor.until(slowly, 60)
        sensor.stop()
        found = [m.partition(b' host="')[2].partition(b'"')[0].decode() for m in server.read() if b"opened" in m[:120]]
        assert Counter(found) == Counter(hosts(0, 300)) == sensor.told()
    finally:
        sensor.end()
        server.close()


def test_a_broken_signature_file_and_a_storm_of_signals(wire: Wire, tmp_path: Path, repo: Path) -> None:
    """The old set stays in use, the error is told with its place, and few of many signals are answered."""
    pack = tmp_path / "kaspersky"
    subprocess.run(["cp", "-r", str(repo / "signatures/kaspersky"), str(pack)], check=True)
    sensor = Sensor(wire, tmp_path, "--signatures", str(pack))
    try:
        sensor.start()
        broken = pack / "broken.yaml"
        broken.write_text("vendor: kaspersky\nsignatres: []\n")
        for _ in range(200):
            sensor.signal(signal.SIGHUP)
        errors = [f"{broken}:2:1: unknown key 'signatres'"]
        sensor.until(lambda: any(errors[0] in line["engine"]["message"] for line in sensor.lines("engine")))
        sensor.ask(hosts(0, 20))
        sensor.until_told(20)
        broken.unlink()  # noticed without a signal
        sensor.until(lambda: any("now in use" in line["engine"]["message"] for line in sensor.lines("engine")))
        sensor.ask(hosts(0, 40))
        sensor.until_told(40)
        sensor.stop()
        reloads = [line for line in sensor.lines("engine") if line["engine"]["module"] == "reload"]
        assert len(reloads) < 20
        assert sensor.told() == Counter(hosts(0, 40))
    finally:
        sensor.end()


def test_what_is_told_again_would_be_noticed() -> None:
    """The suite can see a double."""
    line = {"alert": {"metadata": {"alert_id": ["a-1"], "host": ["10.0.0.1"], "change": ["opened"]}}}
    with pytest.raises(AssertionError):
        told([line, line])

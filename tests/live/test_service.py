"""The sensor as a service: what systemd hears of it."""

import signal
import socket
from pathlib import Path

import pytest
from live.netns import Wire
from live.watched import Sensor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(200)]


def test_systemd_hears_of_every_change(wire: Wire, tmp_path: Path) -> None:
    """Ready once it listens, alive now and then, reloading and ready again, stopping."""
    systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    systemd.bind(str(tmp_path / "notify"))
    systemd.setblocking(False)
    sensor = Sensor(wire, tmp_path)
    sensor.environment = {"NOTIFY_SOCKET": str(tmp_path / "notify"), "WATCHDOG_USEC": "1000000"}
    heard: list[str] = []

    def hears(word: str) -> bool:
        while True:
            try:
                heard.append(systemd.recv(4096).decode().partition("\n")[0])
            except BlockingIOError:
                return word in heard

    try:
        sensor.start()
        assert hears("READY=1")
        assert heard[0] == "READY=1"
        sensor.until(lambda: hears("WATCHDOG=1"))
        heard.clear()
        sensor.signal(signal.SIGHUP)
        sensor.until(lambda: hears("RELOADING=1") and hears("READY=1"))
        sensor.stop()
        assert hears("STOPPING=1")
        assert heard[-1] == "STOPPING=1"
    finally:
        sensor.end()
        systemd.close()

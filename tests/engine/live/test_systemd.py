"""What systemd is told."""

import math
import os
import socket
from pathlib import Path

import pytest

from sensor.engine.live.systemd import SECOND, Notifier, watchdog_interval


@pytest.mark.parametrize("abstract", [True, False])
def test_it_hears_every_change(tmp_path: Path, abstract: bool) -> None:
    """In the order of the run."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    name = f"vestige-test-{os.getpid()}"
    server.bind("\0" + name if abstract else str(tmp_path / "notify"))
    environment = {"NOTIFY_SOCKET": "@" + name if abstract else str(tmp_path / "notify"), "WATCHDOG_USEC": "4000000"}
    one = Notifier(environment)
    one.ready("listening")
    one.reloading(5 * SECOND)
    for now in range(0, 4 * SECOND, SECOND // 2):
        one.alive(now)
    assert one.due == 4 * SECOND
    one.stopping()
    server.setblocking(False)
    heard = [server.recv(999) for _ in range(5)]
    assert heard == [
        b"READY=1\nSTATUS=listening", b"RELOADING=1\nMONOTONIC_USEC=5000000", b"WATCHDOG=1", b"WATCHDOG=1", b"STOPPING=1",
    ]  # fmt: skip
    with pytest.raises(BlockingIOError):
        server.recv(999)
    server.close()
    one.ready("nobody listens any more")
    one.close()


def test_elsewhere_nothing_happens() -> None:
    """No socket, or one that is none."""
    for environment in ({}, {"NOTIFY_SOCKET": "x"}):
        one = Notifier(environment)
        one.ready("")
        one.alive(0)
        assert one.due == math.inf
        one.stopping()
        one.close()


def test_the_watchdog_may_be_for_another_process() -> None:
    """sd_watchdog_enabled(3)."""
    assert watchdog_interval({"WATCHDOG_USEC": "1000"}) == 1_000_000
    assert watchdog_interval({"WATCHDOG_USEC": "1000", "WATCHDOG_PID": str(os.getpid())}) == 1_000_000
    assert watchdog_interval({"WATCHDOG_USEC": "1000", "WATCHDOG_PID": "1"}) == 0
    assert watchdog_interval({"WATCHDOG_USEC": "soon"}) == 0

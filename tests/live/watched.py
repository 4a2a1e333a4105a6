"""A sensor as a process of its own, and hosts that ask for what it looks for."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from builders import dns, frames
from live.netns import Wire

START_SECONDS = 60
"""For a machine that is busy: the interpreter, the signatures, the workers."""
TELL_SECONDS = 20


class Sensor:
    """`vestige watch` on the wire's near end; *arguments* are added to its command line."""

    def __init__(self, wire: Wire, folder: Path, *arguments: str, output: Path | None = None) -> None:
        self.wire = wire
        self.folder = folder
        self.output = output or folder / "eve.json"
        self.arguments = ("-o", str(self.output), "--state", str(folder / "state"), "--vendor", "kaspersky", *arguments)
        self.environment: dict[str, str] = {}
        """Added to ours."""
        self.process: subprocess.Popen[str] | None = None
        self.asked = 0

    def start(self) -> "Sensor":
        """Start it, and wait until it listens."""
        before = len(self.lines("engine"))
        command = [sys.executable, "-P", "-m", "sensor.cli", "watch", self.wire.interface, *self.arguments]
        path = os.pathsep.join(sys.path)  # the package under test, whichever it is
        environment = {**os.environ, "PYTHONPATH": path, **self.environment}
        self.process = self.wire.popen(
            self.wire.tap, *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment
        )
        self.until(lambda: len(self.lines("engine")) > before, START_SECONDS)
        return self

    def until(self, done: Callable[[], object], seconds: float = TELL_SECONDS) -> None:
        """Wait until *done*; fail with what the sensor said when it never is, or when the sensor is gone."""
        end = time.monotonic() + seconds
        while not done():
            assert self.process is not None
            assert self.process.poll() is None, self.process.stdout and self.process.stdout.read()
            assert time.monotonic() < end, f"never: {self.lines()[-3:]}"
            time.sleep(0.05)

    def signal(self, number: int) -> None:
        """Send the sensor a signal."""
        assert self.process is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """End it as the kernel does when memory is short."""
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.communicate()

    def stop(self) -> str:
        """End it in order; return what it said to a person."""
        assert self.process is not None
        self.signal(signal.SIGTERM)
        said, _ = self.process.communicate(timeout=START_SECONDS)
        assert self.process.returncode == 0, said
        return said

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self.process is not None:
            self.process.kill()
            with contextlib.suppress(ValueError):  # its output was read to the end
                self.process.communicate()

    def lines(self, event_type: str = "") -> list[dict[str, Any]]:
        """Return the lines that are whole."""
        if not self.output.exists():
            return []
        whole, _, _ = self.output.read_bytes().rpartition(b"\n")
        found = [json.loads(line) for line in whole.splitlines()]
        return [line for line in found if event_type in ("", line["event_type"])]

    def told(self) -> Counter[str]:
        """Return how often each host was told to be opened."""
        return told(self.lines("alert"))

    def ask(self, hosts: Iterable[str]) -> None:
        """Have each of *hosts* ask for an update server."""
        with self.wire.inside(self.wire.far), socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as far:
            far.bind((self.wire.far_interface, 0))
            for host in hosts:
                self.asked += 1
                message = dns.query("s07.upd.kaspersky.com", ident=self.asked % 65_536)
                far.send(frames.ethernet(frames.udp(host, "203.0.113.53", 1024 + self.asked % 60_000, 53, message)))


def told(alerts: Iterable[dict[str, Any]]) -> Counter[str]:
    """Return how often each host is opened in *alerts*; ids must be unique."""
    found = [line["alert"]["metadata"] for line in alerts]
    ids = [metadata["alert_id"][0] for metadata in found]
    assert len(set(ids)) == len(ids)
    return Counter(metadata["host"][0] for metadata in found if "opened" in metadata["change"])


def hosts(first: int, number: int) -> list[str]:
    """Return *number* addresses."""
    return [f"10.4.{at // 250}.{1 + at % 250}" for at in range(first, first + number)]

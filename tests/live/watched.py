"""A sensor as a process of its own, and hosts that ask for what it looks for."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from builders import dns, frames
from live.netns import Wire

START_SECONDS = 60
"""For a machine that is busy: the interpreter, the signatures, the workers."""
TELL_SECONDS = 60
"""Far more than anything takes on a slow machine."""
KASPERSKY = ("--vendor", "kaspersky")

Line = dict[str, Any]


class Sensor:
    """`vestige watch` on the wire's near end. What it tells goes to the file *output*; None: by way of standard output."""

    def __init__(
        self,
        wire: Wire,
        folder: Path,
        *arguments: str,
        output: Path | None = None,
        stdout: bool = False,
        under: tuple[str, ...] = (),
    ) -> None:
        """*arguments* are added to its command line; *stdout*: it writes nowhere else; *under* is a command that starts it."""
        self.wire = wire
        self.folder = folder
        self.output = output or folder / "eve.json"
        self.arguments = arguments if stdout else ("-o", str(self.output), "--state", str(folder / "state"), *arguments)
        self.stdout = stdout
        self.under = under
        self.environment: Mapping[str, str] = {}
        """Added to ours."""
        self.process: subprocess.Popen[str] | None = None
        self.asked = 0

    def start(self) -> "Sensor":
        """Start it, and wait until it listens."""
        before = len(self.listening())
        command = [*self.under, sys.executable, "-P", "-m", "sensor.cli", "watch", self.wire.interface, *self.arguments]
        path = os.pathsep.join(sys.path)  # the package under test, whichever it is
        environment = {**os.environ, "PYTHONPATH": path, **self.environment}
        with self.stdout_file.open("ab") as out, self.stderr_file.open("ab") as error:
            self.process = self.wire.popen(self.wire.tap, *command, stdout=out, stderr=error, env=environment)
        self.until(lambda: len(self.listening()) > before, START_SECONDS)
        return self

    @property
    def stdout_file(self) -> Path:
        """Where its standard output goes."""
        return self.output if self.stdout else self.folder / "stdout"

    @property
    def stderr_file(self) -> Path:
        """Where it talks to a person."""
        return self.folder / "stderr"

    def said(self) -> str:
        """Return what it said to a person."""
        return self.stderr_file.read_text()

    def listening(self) -> list[Line]:
        """Return the lines that say that it listens."""
        return [line for line in self.lines("engine") if line["engine"]["message"].startswith("listening")]

    def until(self, done: Callable[[], object], seconds: float = TELL_SECONDS) -> None:
        """Wait until *done*; fail with what the sensor said when it never is, or when the sensor is gone."""
        end = time.monotonic() + seconds
        while not done():
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, f"never: {self.lines()[-3:]}"
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        """The main process."""
        assert self.process is not None
        return self.process.pid

    def workers(self) -> list[int]:
        """Return the processes that read the rings."""
        return [int(one) for one in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def signal(self, number: int) -> None:
        """Send the sensor a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it as the kernel does when memory is short."""
        self.signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def stop(self) -> str:
        """End it in order; return what it said to a person."""
        assert self.process is not None
        self.signal(signal.SIGTERM)
        assert self.process.wait(START_SECONDS) == 0, self.said()
        return self.said()

    def end(self) -> None:
        """Leave no process behind, whatever happened."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def lines(self, event_type: str = "") -> list[Line]:
        """Return the lines that are whole."""
        if not self.output.exists():
            return []
        whole, _, _ = self.output.read_bytes().rpartition(b"\n")
        found = [json.loads(line) for line in whole.splitlines()]
        return [line for line in found if event_type in ("", line["event_type"])]

    def alerts(self, host: str = "") -> list[Line]:
        """Return the alerts of findings, those of one *host* or of all."""
        found = [line for line in self.lines("alert") if line["alert"]["gid"] == 9]
        return [line for line in found if not host or host in line["alert"]["metadata"]["host"]]

    def gaps(self, kind: str = "") -> list[dict[str, str]]:
        """Return what was told of times without sight, those of one *kind* or all."""
        found = [line["alert"]["metadata"] for line in self.lines("alert") if line["alert"]["gid"] == 10]
        told = [{key: values[0] for key, values in metadata.items()} for metadata in found]
        return [gap for gap in told if kind in ("", gap["kind"])]

    def taps(self) -> list[Line]:
        """Return the last counters of all taps; none before the first were told."""
        lines = self.lines("sensor")
        taps: list[Line] = lines[-1]["sensor"]["taps"] if lines else []
        return taps

    def told(self) -> Counter[str]:
        """Return how often each host was told to be opened."""
        return told(self.alerts())

    def until_told(self, hosts: int) -> None:
        """Wait until so many hosts are told."""
        self.until(lambda: len(self.told()) == hosts)

    def ask(self, hosts: Iterable[str], pause: float = 0.0) -> None:
        """Have each of *hosts* ask for an update server."""
        self.wire.send(*(frames.ethernet(question) for question in self.questions(hosts)), pause=pause)

    def questions(self, hosts: Iterable[str], server: str = "203.0.113.53") -> Iterator[bytes]:
        """Yield a packet from each of *hosts* that asks *server* for an update server, told apart from all before."""
        for host in hosts:
            self.asked += 1
            message = dns.query("s07.upd.kaspersky.com", ident=self.asked % 65_536)
            yield frames.udp(host, server, 1024 + self.asked % 60_000, 53, message, ident=self.asked % 65_536)


def told(alerts: Iterable[Line]) -> Counter[str]:
    """Return how often each host is opened in *alerts*; ids must be unique."""
    found = [line["alert"]["metadata"] for line in alerts]
    ids = [metadata["alert_id"][0] for metadata in found]
    assert len(set(ids)) == len(ids)
    return Counter(metadata["host"][0] for metadata in found if "opened" in metadata["change"])


def adds_up(taps: Iterable[Line]) -> bool:
    """True when each frame that the kernel let in was read, dropped, or given up."""
    return all(tap["received"] == tap["frames"] + tap["dropped"] + tap["lost"] for tap in taps)


def hosts(first: int, number: int) -> list[str]:
    """Return *number* addresses."""
    return [f"10.4.{at // 250}.{1 + at % 250}" for at in range(first, first + number)]

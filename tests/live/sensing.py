"""A sensor that runs beside a test: started in a namespace, its lines read as they come."""

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from live.netns import Wire

HERE = Path(__file__).parent
PATIENCE = 60.0
"""Seconds until a test gives up; far more than anything takes on a slow machine."""

Line = dict[str, Any]


class Sensor:
    """``listen.py`` in the near namespace."""

    def __init__(self, wire: Wire, *options: str, under: tuple[str, ...] = ()) -> None:
        """Start it with *options*; *under* is a command that starts it."""
        command = (*under, sys.executable, str(HERE / "listen.py"), *options, wire.interface)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        self.process = wire.popen(wire.tap, *command, stdout=subprocess.PIPE, env=environment)
        self.lines: list[Line] = []
        self._rest = ""
        self.until(lambda line: line["event"] == "opened")

    def read(self, seconds: float) -> None:
        """Take the lines that come within that time."""
        assert self.process.stdout is not None
        descriptor = self.process.stdout.fileno()
        if not select.select([descriptor], [], [], seconds)[0]:
            return
        text = self._rest + os.read(descriptor, 1 << 16).decode()
        *whole, self._rest = text.split("\n")
        self.lines += [json.loads(line) for line in whole]

    def until(self, wanted: Any) -> Line:
        """Wait for a line that is *wanted*, among those that came too."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for line in self.lines:
                if wanted(line):
                    return line
            self.read(0.2)
        raise TimeoutError(f"it never came; the last lines: {self.lines[-3:]}")

    def matches(self) -> list[Line]:
        """Return the matches so far."""
        return [line for line in self.lines if line["event"] == "match"]

    def stop(self) -> Line:
        """Stop it, take everything that it has to tell, and return the last counters."""
        self.process.send_signal(signal.SIGTERM)
        self.until(lambda line: line["event"] == "closed")
        assert self.process.wait(PATIENCE) == 0
        return [line for line in self.lines if line["event"] == "stats"][-1]

    def close(self) -> None:
        """End it in any case."""
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

"""One Suricata that reads capture after capture: its rules are loaded once, and asked over its Unix socket."""

import json
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

START_SECONDS = 60
CAPTURE_SECONDS = 20
"""For one capture: a file without a single packet is waited for for ever."""
PAUSE = 0.05
PROTOCOL = "0.2"
"""Of the socket (Suricata user guide, "Interacting via Unix Socket")."""


class Suricata:
    """Suricata in its socket mode; what it prints and logs itself goes into *folder*."""

    def __init__(self, rules: Path, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "socket"
        files = ["-S", str(rules), "-l", str(folder), "--pidfile", str(folder / "pid"), "-k", "none"]
        command = ["suricata", f"--unix-socket={self.path}", *files, "--runmode", "single"]
        with (folder / "printed").open("wb") as printed:
            self.process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT)
        self.socket = socket.socket(socket.AF_UNIX)
        self.lines = self.socket.makefile("rwb")

    def __enter__(self) -> Self:
        """Wait until it listens."""
        deadline = time.monotonic() + START_SECONDS
        while self.socket.connect_ex(str(self.path)):
            assert self.process.poll() is None, (self.folder / "printed").read_text()
            assert time.monotonic() < deadline, "Suricata does not listen on its socket"
            time.sleep(PAUSE)
        assert self.ask(version=PROTOCOL)["return"] == "OK"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        self.lines.close()
        self.socket.close()
        self.process.terminate()
        self.process.wait(START_SECONDS)

    def ask(self, **message: Any) -> dict[str, Any]:
        """Send one message and return the answer to it."""
        self.lines.write(json.dumps(message).encode() + b"\n")
        self.lines.flush()
        answer: dict[str, Any] = json.loads(self.lines.readline())
        return answer

    def events(self, captures: Sequence[Path]) -> list[list[dict[str, Any]]]:
        """Return what is logged of each of *captures*, which are read one after the other."""
        folders = [self.folder / str(number) for number in range(len(captures))]
        for capture, folder in zip(captures, folders, strict=True):
            folder.mkdir()
            asked = {"filename": str(capture), "output-dir": str(folder)}
            assert self.ask(command="pcap-file", arguments=asked)["return"] == "OK"
        self._wait()
        return [logged(folder / "eve.json") for folder in folders]

    def _wait(self) -> None:
        current, since = "", time.monotonic()
        while True:
            left = self.ask(command="pcap-file-number")["message"]
            now = str(self.ask(command="pcap-current")["message"])
            if left == 0 and now == "None":
                return
            if now != current:
                current, since = now, time.monotonic()
            elif time.monotonic() - since > CAPTURE_SECONDS:
                self.ask(command="pcap-interrupt")
            time.sleep(PAUSE)


def logged(eve: Path) -> list[dict[str, Any]]:
    """Return the events in the file *eve*; none where nothing was logged."""
    lines = eve.read_text(errors="replace").splitlines() if eve.exists() else []
    return [json.loads(line) for line in lines]

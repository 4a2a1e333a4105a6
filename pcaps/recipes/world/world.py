"""The world: servers at the near end of a wire, and clients that find them, by DNS or without."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from . import servers
from .names import EVERY
from .wire import ROUTER4, SERVER4, Wire

START_SECONDS = 30
"""For the servers, on a machine that is busy."""


class World:
    """As a context: what was started at either end of *wire* ends with it, and the ends are again what they were at first.

    What programs write goes to *folder*.
    """

    def __init__(self, wire: Wire, folder: Path, *, nginx: bool = False, lookups: bool = True) -> None:
        """*nginx* serves pages, HTTP/2 too, in place of a few lines of ours; without *lookups* clients know all addresses."""
        self.wire = wire
        self.folder = folder
        self.trusted = str(folder / "server.pem")
        """The certificate to trust."""
        self._nginx = nginx
        self._lookups = lookups
        self.started: list[subprocess.Popen[Any]] = []

    def __enter__(self) -> Self:
        """Start the servers and wait for them; RuntimeError with what they say where they do not come up."""
        self.wire.furnish()
        files = self.wire.own_files
        files.mkdir(parents=True, exist_ok=True)
        if self._lookups:
            (files / "resolv.conf").write_text(f"nameserver {ROUTER4}\noptions timeout:3 attempts:2\n", "ascii")
        else:
            (files / "hosts").write_text(f"127.0.0.1 localhost\n{SERVER4} {' '.join(EVERY)}\n", "ascii")
        servers.prepare(self.folder)
        try:
            if self._nginx:
                self.start(self.wire.tap, "nginx", "-c", str(self.folder / "nginx.conf"))
            pages = ("--no-pages",) if self._nginx else ()
            process = self.start(self.wire.tap, sys.executable, "-m", servers.__name__, str(self.folder), *pages)
            until = time.monotonic() + START_SECONDS
            while not (self.folder / "ready").exists():
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError(f"no servers: {self.log(sys.executable).read_text()}")
                time.sleep(0.05)
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """End what was started."""
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=10)
            process.kill()
            process.wait()
        shutil.rmtree(self.wire.own_files, ignore_errors=True)
        self.wire.furnish()

    def log(self, program: str) -> Path:
        """Return where the output of a program goes."""
        return self.folder / f"{Path(program).name}.log"

    def start(self, namespace: str, *command: str) -> "subprocess.Popen[Any]":
        """Start a program at one end; it is ended with the world."""
        path = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [os.getcwd(), *sys.path]))}
        with self.log(command[0]).open("ab") as log:
            process = self.wire.popen(namespace, *command, stdout=log, stderr=log, env=path)
        self.started.append(process)
        return process

    def client(self, command: Sequence[str], seconds: float = 20) -> int | None:
        """Run a client to its end and return its exit status, None when *seconds* were over before."""
        with (self.folder / "clients.log").open("a") as log:
            try:
                done = self.wire.run(self.wire.far, *command, seconds=seconds)
            except subprocess.TimeoutExpired:
                log.write(f"{' '.join(command)}\nended after its time\n")
                return None
            log.write(f"{' '.join(command)}\n{done.stdout}{done.stderr}\n")
        return done.returncode

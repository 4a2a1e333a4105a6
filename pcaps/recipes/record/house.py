"""Two network namespaces and the wire between them: a desktop's, and one that is everything else in the world."""

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

CLIENT, WORLD = "vestige-desktop", "vestige-world"
DESKTOP4, ROUTER4 = "10.4.7.22", "10.4.7.1"
DESKTOP6, ROUTER6 = "fd00:4:7::22", "fd00:4:7::1"
SERVER4, SERVER6 = "203.0.113.9", "2001:db8:113::9"
"""Documentation addresses (RFC 5737, RFC 3849; RFC 4193 for the house), on which every name of the world is served."""
DESKTOP_MAC, ROUTER_MAC = "52:54:00:36:3e:ff", "52:54:00:12:34:56"
SETTLE = 0.5
"""Seconds for the recorder to begin, and for the last packets to come in."""
LINK_SECONDS = 3
"""Until the kernel has brought up IPv6 on a new link."""


def run(*command: str, check: bool = True) -> None:
    """Run one command to its end, silently."""
    subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class House:
    """The namespaces, as a context: everything that was started inside them ends with it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """For what the programs write."""
        self.started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.remove()
        for name in (CLIENT, WORLD):
            run("ip", "netns", "add", name)
            run("ip", "-n", name, "link", "set", "lo", "up")
            run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.all.accept_dad=0")
            run("ip", "netns", "exec", name, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0")
        run("ip", "-n", CLIENT, "link", "add", "eth0", "type", "veth", "peer", "name", "eth0", "netns", WORLD)
        self.end(CLIENT, DESKTOP_MAC, [f"{DESKTOP4}/24"], [f"{DESKTOP6}/64"])
        self.end(WORLD, ROUTER_MAC, [f"{ROUTER4}/24", f"{SERVER4}/32"], [f"{ROUTER6}/64", f"{SERVER6}/128"])
        run("ip", "-n", CLIENT, "route", "add", "default", "via", ROUTER4)
        run("ip", "-n", CLIENT, "-6", "route", "add", "default", "via", ROUTER6)
        resolver = Path("/etc/netns") / CLIENT
        resolver.mkdir(parents=True, exist_ok=True)
        (resolver / "resolv.conf").write_text(f"nameserver {ROUTER4}\noptions timeout:3 attempts:2\n", encoding="ascii")
        time.sleep(LINK_SECONDS)
        return self

    def end(self, name: str, mac: str, four: Sequence[str], six: Sequence[str]) -> None:
        """Give one end of the wire its addresses."""
        run(
            "ip", "-n", name, "link", "set", "eth0", "address", mac, "gso_max_segs", "1"
        )  # segments as they are on a wire
        run("ip", "-n", name, "link", "set", "eth0", "up")
        for address in four:
            run("ip", "-n", name, "address", "add", address, "dev", "eth0")
        for address in six:
            run("ip", "-n", name, "-6", "address", "add", address, "dev", "eth0", "nodad")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            process.wait(timeout=10)
        self.remove()

    @staticmethod
    def remove() -> None:
        """Remove the namespaces, also those that an earlier run left."""
        for name in (CLIENT, WORLD):
            run("ip", "netns", "del", name, check=False)
        (Path("/etc/netns") / CLIENT / "resolv.conf").unlink(missing_ok=True)

    def start(self, where: str, *command: str) -> subprocess.Popen[bytes]:
        """Start a program in the namespace *where*; it is ended with the house."""
        with (self.folder / f"{Path(command[0]).name}.log").open("ab") as log:
            process = subprocess.Popen(["ip", "netns", "exec", where, *command], stdout=log, stderr=log)
        self.started.append(process)
        return process

    def client(self, command: Sequence[str], seconds: float = 20) -> None:
        """Run a client on the desktop to its end, or until *seconds* are over; its exit status does not matter."""
        with (self.folder / "clients.log").open("ab") as log:
            log.write((" ".join(command) + "\n").encode())
            log.flush()
            try:
                subprocess.run(
                    ["ip", "netns", "exec", CLIENT, *command],
                    check=False, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=seconds,
                )  # fmt: skip
            except subprocess.TimeoutExpired:
                log.write(b"ended after its time\n")

    def record(self, path: Path) -> subprocess.Popen[bytes]:
        """Begin to record what crosses the desktop's end of the wire."""
        tcpdump = self.start(CLIENT, "tcpdump", "-i", "eth0", "-U", "-s", "0", "-Z", "root", "-w", str(path))
        time.sleep(SETTLE)
        return tcpdump

    def stop(self, recorder: subprocess.Popen[bytes]) -> None:
        """End a recording."""
        time.sleep(SETTLE)
        recorder.terminate()
        recorder.wait(timeout=10)
        self.started.remove(recorder)

"""The wire: a pair of virtual interfaces between two network namespaces, a desktop's and one that is everything else."""

import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CLONE_NEWNET = 0x40000000
"""linux/sched.h: what `setns` is to change."""
DESKTOP4, ROUTER4 = "10.4.7.22", "10.4.7.1"
DESKTOP6, ROUTER6 = "fd00:4:7::22", "fd00:4:7::1"
SERVER4, SERVER6 = "203.0.113.9", "2001:db8:113::9"
"""Documentation addresses (RFC 5737, RFC 3849; RFC 4193 for the house), on which every name of the world is served."""
DESKTOP_MAC, ROUTER_MAC = "52:54:00:36:3e:ff", "52:54:00:12:34:56"


class Wire:
    """Both ends: ``tap``, where servers run and a sensor listens, and ``far``, where clients run."""

    def __init__(self, mark: str) -> None:
        """Nothing is made yet; *mark* tells its names from those of others on this machine."""
        self.tap, self.far = f"vestige-{mark}a", f"vestige-{mark}b"
        self.interface, self.far_interface = f"vt{mark}a"[:15], f"vt{mark}b"[:15]

    def make(self) -> None:
        """Make both namespaces and the wire; raises CalledProcessError where the machine does not allow it."""
        for name in (self.tap, self.far):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        self.plug_in()

    def plug_in(self) -> None:
        """Put the wire there, under the same names each time."""
        far = ("peer", self.far_interface, "netns", self.far)
        ip("link", "add", self.interface, "netns", self.tap, "type", "veth", *far)
        self.furnish()

    def furnish(self) -> None:
        """Give both ends the addresses that they have at first: one that was down has lost those of IPv6."""
        near = (f"{ROUTER4}/24", f"{SERVER4}/32", f"{ROUTER6}/64", f"{SERVER6}/128")
        self._address(self.tap, self.interface, ROUTER_MAC, *near)
        self.become(f"{DESKTOP4}/24", f"{DESKTOP6}/64", mac=DESKTOP_MAC)

    def become(self, *addresses: str, mac: str) -> None:
        """Make the far end another machine, with these addresses (``10.4.7.22/24``) and this one alone."""
        ip("-n", self.far, "address", "flush", "dev", self.far_interface)
        self._address(self.far, self.far_interface, mac, *addresses)
        for router in (ROUTER4, ROUTER6):
            if any((":" in address) == (":" in router) for address in addresses):
                family = "-6" if ":" in router else "-4"
                ip("-n", self.far, family, "route", "replace", "default", "via", router, "dev", self.far_interface)

    @staticmethod
    def _address(namespace: str, interface: str, mac: str, *addresses: str) -> None:
        """Bring an end up with its addresses, which IPv6 is not to try out first."""
        ip("-n", namespace, "link", "set", interface, "address", mac, "up")
        for address in addresses:
            late = ("nodad",) if ":" in address else ()
            ip("-n", namespace, "address", "replace", address, "dev", interface, *late)

    def unplug(self) -> None:
        """Take the wire away."""
        ip("-n", self.tap, "link", "del", self.interface)

    def remove(self) -> None:
        """Remove everything that was made."""
        for name in (self.tap, self.far):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
        shutil.rmtree(self.own_files, ignore_errors=True)

    @property
    def own_files(self) -> Path:
        """Where the files of ``/etc`` are that programs at the far end see in place of the machine's (ip-netns(8))."""
        return Path("/etc/netns", self.far)

    def popen(self, namespace: str, *command: str, text: bool = True, **options: Any) -> "subprocess.Popen[Any]":
        """Start a program in one of the namespaces."""
        return subprocess.Popen(["ip", "netns", "exec", namespace, *command], text=text, **options)

    def run(self, namespace: str, *command: str, seconds: float = 30) -> "subprocess.CompletedProcess[str]":
        """Run a program in one of the namespaces to its end."""
        whole = ["ip", "netns", "exec", namespace, *command]
        return subprocess.run(
            whole, check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds
        )

    def send(self, *frames: bytes, pause: float = 0.0) -> None:
        """Send frames from the far end, as fast as it goes or with *pause* seconds behind each."""
        with self.inside(self.far), socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0) as sock:
            sock.bind((self.far_interface, 0))
            for frame in frames:
                sock.send(frame)
                if pause:
                    time.sleep(pause)

    @contextlib.contextmanager
    def inside(self, namespace: str) -> Iterator[None]:
        """Be in a namespace: sockets that are opened belong to it."""
        libc = ctypes.CDLL(None, use_errno=True)
        before = os.open("/proc/self/ns/net", os.O_RDONLY)
        there = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
        try:
            if libc.setns(there, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            yield
        finally:
            libc.setns(before, CLONE_NEWNET)
            os.close(there)
            os.close(before)


def ip(*words: str) -> None:
    """Run ``ip``; raises CalledProcessError."""
    subprocess.run(["ip", *words], check=True, capture_output=True, text=True)

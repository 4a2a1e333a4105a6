"""Two network namespaces of our own with a wire between them: nothing that is sent there leaves the machine."""

import contextlib
import ctypes
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

CLONE_NEWNET = 0x40000000
"""linux/sched.h: what `setns` is to change."""
TAP_ADDRESS = "10.77.0.1"
CLIENT_ADDRESS = "10.77.0.2"
NUMBERS = itertools.count()
"""Of the wires of this process."""


class Wire:
    """Both ends: ``tap``, where servers run and the sensor listens, and ``far``, where clients run."""

    def __init__(self, mark: str) -> None:
        self.tap, self.far = f"vestige-{mark}a", f"vestige-{mark}b"
        self.interface = f"vt{mark}a"[:15]
        self.far_interface = f"vt{mark}b"[:15]

    def make(self) -> None:
        """Make both namespaces and the wire; raises CalledProcessError where the machine does not allow it."""
        for name in (self.tap, self.far):
            ip("netns", "add", name)
            ip("-n", name, "link", "set", "lo", "up")
        self.plug_in()

    def plug_in(self) -> None:
        """Put the wire there, under the same names each time."""
        ip(
            "link",
            "add",
            self.interface,
            "netns",
            self.tap,
            "type",
            "veth",
            "peer",
            self.far_interface,
            "netns",
            self.far,
        )
        ends = ((self.tap, self.interface, TAP_ADDRESS), (self.far, self.far_interface, CLIENT_ADDRESS))
        for name, interface, address in ends:
            ip("-n", name, "addr", "add", f"{address}/24", "dev", interface)
            ip("-n", name, "link", "set", interface, "up")

    def unplug(self) -> None:
        """Take the wire away."""
        ip("-n", self.tap, "link", "del", self.interface)

    def remove(self) -> None:
        """Remove everything that `make` made."""
        for name in (self.tap, self.far):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def popen(self, namespace: str, *command: str, **options: Any) -> "subprocess.Popen[str]":
        """Start a program in one of the namespaces."""
        return subprocess.Popen(["ip", "netns", "exec", namespace, *command], text=True, **options)

    def run(self, namespace: str, *command: str, seconds: float = 30) -> "subprocess.CompletedProcess[str]":
        """Run a program in one of the namespaces to its end."""
        whole = ["ip", "netns", "exec", namespace, *command]
        return subprocess.run(whole, check=False, capture_output=True, text=True, timeout=seconds)

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


@contextlib.contextmanager
def wire_of_our_own() -> Iterator[Wire]:
    """Give a wire, or skip with what is missing."""
    if shutil.which("ip") is None:
        pytest.skip("there is no ip command (iproute2)")
    if os.geteuid() != 0:
        pytest.skip("network namespaces need root")
    wire = Wire(f"{os.getpid() % 10_000}-{next(NUMBERS)}")
    try:
        wire.make()
    except subprocess.CalledProcessError as error:
        wire.remove()
        pytest.skip(f"this machine allows no network namespaces: {error.stderr.strip()}")
    try:
        yield wire
    finally:
        wire.remove()

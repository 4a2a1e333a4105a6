"""A wire of our own for a test, where the machine allows it."""

import contextlib
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from recipes.world.wire import DESKTOP4 as CLIENT_ADDRESS
from recipes.world.wire import ROUTER4 as TAP_ADDRESS
from recipes.world.wire import Wire, ip

__all__ = ["CLIENT_ADDRESS", "TAP_ADDRESS", "Wire", "ip", "wire_of_our_own"]

NUMBERS = itertools.count()
"""Of the wires of this process."""


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

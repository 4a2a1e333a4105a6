"""``python -m pcaps.recipes.record [--only NAME]``: record the real clients anew (as root; needs the programs that it names)."""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .. import shelf
from ..world.wire import Wire, ip
from ..world.world import World
from .clients import CLIENTS

NEEDED = ("ip", "tcpdump", "nginx", "curl", "openssl", "dig", "kdig", "chromium")
LINK_SECONDS = 3
"""Until the kernel has said what it says on a new link."""
SETTLE = 0.5
"""Seconds for the recorder to begin, and for the last packets to come in."""


def main() -> int:
    """Run the command and return its exit status: 2 where something is missing or nothing has that name."""
    parser = argparse.ArgumentParser(prog="python -m pcaps.recipes.record", description=__doc__)
    parser.add_argument("--only", metavar="NAME", default="", help="only the recordings whose file name contains NAME")
    only = parser.parse_args().only
    missing = [program for program in NEEDED if shutil.which(program) is None]
    chosen = [client for client in CLIENTS if only in client.file]
    if missing or not chosen:
        print(f"missing here: {', '.join(missing)}" if missing else f"no recording is called {only}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name, link() as wire, World(wire, Path(name), nginx=True) as world:
        for client in chosen:
            path = shelf.ROOT / client.file
            path.parent.mkdir(exist_ok=True)
            with recorded(world, path):
                client.use(world)
            print(f"recorded {client.file}: {path.stat().st_size} bytes")
    print("now: python -m pcaps.recipes, which writes the manifest")
    return 0


@contextmanager
def link() -> Iterator[Wire]:
    """Give a wire on which segments are as they are on a real one."""
    wire = Wire("record")
    wire.remove()  # what an earlier run may have left
    try:
        wire.make()
        for end, interface in ((wire.tap, wire.interface), (wire.far, wire.far_interface)):
            ip("-n", end, "link", "set", interface, "gso_max_segs", "1")
        time.sleep(LINK_SECONDS)
        yield wire
    finally:
        wire.remove()


@contextmanager
def recorded(world: World, path: Path) -> Iterator[None]:
    """Record what crosses the desktop's end of the wire."""
    wire = world.wire
    record = ("tcpdump", "-i", wire.far_interface, "-U", "-s", "0", "-Z", "root", "-w", str(path))
    tcpdump = world.start(wire.far, *record)
    time.sleep(SETTLE)
    yield
    time.sleep(SETTLE)
    tcpdump.terminate()
    tcpdump.wait(timeout=10)


if __name__ == "__main__":
    sys.exit(main())

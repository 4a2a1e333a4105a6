"""``python -m pcaps.recipes.record [--only NAME]``: record the real clients anew (as root; needs the programs that it names)."""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from .. import shelf
from .clients import CLIENTS
from .house import WORLD, House
from .servers import prepare

NEEDED = ("ip", "tcpdump", "nginx", "curl", "openssl", "dig", "kdig", "chromium")
START_SECONDS = 10


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
    with tempfile.TemporaryDirectory() as name, House(Path(name)) as house:
        prepare(house.folder)
        house.start(WORLD, "nginx", "-c", f"{name}/nginx.conf")
        house.start(WORLD, sys.executable, "-m", "pcaps.recipes.record.servers", name)
        until = time.monotonic() + START_SECONDS
        while not (house.folder / "ready").exists() and time.monotonic() < until:
            time.sleep(0.1)
        for client in chosen:
            path = shelf.ROOT / client.file
            path.parent.mkdir(exist_ok=True)
            recorder = house.record(path)
            client.use(house, f"{name}/server.pem")
            house.stop(recorder)
            print(f"recorded {client.file}: {path.stat().st_size} bytes")
    print("now: python -m pcaps.recipes, which writes the manifest")
    return 0


if __name__ == "__main__":
    sys.exit(main())

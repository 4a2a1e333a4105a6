"""What one writes with NFStream: the server name of every flow. Prints the sightings."""

import importlib
import sys

from bench.loops.wanted import Wanted


def main(capture: str, names: str) -> int:
    """Count the sightings in *capture*."""
    wanted = Wanted(names)
    streamer = importlib.import_module("nfstream").NFStreamer(source=capture, n_meters=1)
    for flow in streamer:
        wanted.look([flow.requested_server_name or ""])
    return wanted.sightings


if __name__ == "__main__":
    print(main(*sys.argv[1:]))

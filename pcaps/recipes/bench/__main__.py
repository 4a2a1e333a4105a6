"""``python -m pcaps.recipes.bench --frames 2000000 -o FILE [--kind office|dns|flows|jumbo]``: write a large capture."""

import argparse
import ipaddress
import json
import sys
from pathlib import Path

from ..builders import pcapfile
from ..hosts import START
from ..story import Story
from .block import ADDRESSES, REPETITIONS, Block
from .mixes import KINDS, Crowd, planted

PLANTS = 10
"""Machines with banned software in a capture that is long enough for so many."""


def shifted(address: str, repetition: int) -> str:
    """Return a client's address in repetition number *repetition*."""
    return str(ipaddress.ip_address(address) + repetition % ADDRESSES * 256)


def generate(path: Path, kind: str, frames: int, seed: int) -> dict[str, object]:
    """Write the capture and return what was planted in it, and where."""
    story = Story(f"bench {kind} {seed}")
    KINDS[kind](Crowd(story, seed, frames))
    block = Block(story.frames())
    extra = Story(f"bench planted {seed}")
    sights = planted(Crowd(extra, seed), only_dns=kind == "dns")
    plant = Block(extra.frames())
    repetitions = -(-frames // len(block.starts))
    if repetitions > REPETITIONS:
        raise SystemExit(f"at most {REPETITIONS * len(block.starts)} frames of this kind")
    every = max(1, repetitions // PLANTS)
    now, written = START // 1000, 0
    hosts: list[dict[str, object]] = []
    with path.open("wb", buffering=0) as file:
        file.write(pcapfile.header())
        for repetition in range(repetitions):
            if repetition % every == 0 and len(hosts) < PLANTS and frames - written >= len(plant.starts):
                plant.shift(repetition, now)
                hosts.append({"ip": shifted(str(sights[0]["client"]), repetition), "first_frame": written + 1})
                written += plant.write(file, frames - written)
                now += plant.span
            block.shift(repetition, now)
            written += block.write(file, frames - written)
            now += block.span
    return {
        "file": str(path),
        "kind": kind,
        "seed": seed,
        "frames": written,
        "bytes": path.stat().st_size,
        "hosts": hosts,
        "sights": [{"field": s["field"], "name": s["name"]} for s in sights],
        "observations": len(hosts) * len(sights),
        "answers": len(hosts) * sum(sight["field"] == "dns.query" for sight in sights),
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m pcaps.recipes.bench", description=__doc__)
    parser.add_argument("--frames", type=int, default=2_000_000)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--kind", choices=sorted(KINDS), default="office")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--plants", type=Path, help="write what was planted as JSON to this file ('-': standard output)"
    )
    options = parser.parse_args(arguments)
    found = generate(options.output, options.kind, options.frames, options.seed)
    text = json.dumps(found, indent=1)
    if options.plants == Path("-"):
        print(text)
    elif options.plants:
        options.plants.write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""What is measured besides whole scans: starting, a million names, two processes at once, memory and a long capture."""

import os
import random
import statistics
import tempfile
from pathlib import Path

import msgspec
from bench import captures, measure
from bench.measure import Run

REPO = Path(__file__).resolve().parents[2]
ONE_FLOW = REPO / "pcaps" / "kaspersky" / "hello-two-records.pcap"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENDS = ("com", "com", "com", "net", "org", "de", "io", "co.uk")
MILLION = 1_000_000


class Start(msgspec.Struct):
    """Seconds by the clock and of processor time, medians."""

    version: tuple[float, float]
    one_flow: tuple[float, float]


class Million(msgspec.Struct):
    """A million names more."""

    names: int
    first: tuple[float, float]
    """Seconds to load them from YAML, beyond an ordinary start: by the clock, and of processor time."""
    cached: tuple[float, float]
    """The same out of the cache."""
    slower: float
    """Processor time of a scan of lookups beyond that of starting, against the same with the names that ship."""
    peak: int
    """Memory of that scan in bytes."""


class Long(msgspec.Struct):
    """What a scan of a capture of some length took."""

    frames: int
    size: int
    """Bytes."""
    each: float
    """Seconds of processor time for a frame more than a short capture has: start-up is in that one."""
    cat: float
    """The same of `cat`."""
    peak: int
    """Memory in bytes."""


def both(runs: list[Run]) -> tuple[float, float]:
    """Return the medians of the clock and of processor time."""
    return statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs)


def minus(one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """Return what *one* took more."""
    return one[0] - other[0], one[1] - other[1]


def starting(vestige: list[str], rounds: int) -> Start:
    """Measure ``--version`` and the scan of a capture with one conversation; the first run fills the caches."""
    scan = [*vestige, "scan", str(ONE_FLOW), "--format", "json"]
    measure.run(scan)
    pairs = [(measure.run([*vestige, "--version"]), measure.run(scan)) for _ in range(rounds)]
    return Start(both([one for one, _ in pairs]), both([two for _, two in pairs]))


def write_names(folder: Path, count: int) -> None:
    """Write a pack of *count* names that nobody asks for."""
    chance = random.Random(1)
    (folder / "vendor.yaml").write_text(
        "{vendor: bench, name: Bench, domains: [bench.example], products: {list: List}}\n"
    )
    with (folder / "list.yaml").open("w") as file:
        file.write(
            "vendor: bench\nproduct: list\nsignatures:\n  - id: bench-list\n    sid: 9000000\n    title: A list\n"
        )
        file.write("    activity: update\n    shows: installed\n    weight: 0.5\n    any:\n      - host:\n")
        for _ in range(count):
            one, two = ("".join(chance.choices(LETTERS, k=chance.randint(3, 12))) for _ in range(2))
            file.write(f"          - {one}.{two}.{chance.choice(ENDS)}\n")


def million(vestige: list[str], lookups: Path, rounds: int, names: int = MILLION) -> Million:
    """Measure a scan with a million names more than it finds."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "bench")
        folder.mkdir()
        write_names(folder, names)
        environment = {"XDG_CACHE_HOME": str(Path(place, "cache"))}

        def scan(capture: Path, *more: str) -> Run:
            return measure.run([*vestige, "scan", str(capture), "--format", "json", *more], None, environment)

        scan(ONE_FLOW)  # the packs that ship go into the cache
        many = "--signatures", str(folder)
        first = scan(ONE_FLOW, *many)
        tiny, tiny_many, large, large_many = [], [], [], []
        for _ in range(rounds):
            tiny.append(scan(ONE_FLOW))
            tiny_many.append(scan(ONE_FLOW, *many))
            large.append(scan(lookups))
            large_many.append(scan(lookups, *many))
    little = both(tiny)
    slower = minus(both(large_many), both(tiny_many))[1] / minus(both(large), little)[1]
    return Million(
        names,
        minus((first.wall, first.cpu), little),
        minus(both(tiny_many), little),
        slower - 1,
        max(run.peak for run in large_many),
    )


def two_at_once(vestige: list[str], capture: Path, rounds: int) -> float:
    """Return how much more two processes do on two files than one on one."""
    other = capture.with_name("second.pcap")
    other.unlink(missing_ok=True)
    os.link(capture, other)
    command = [*vestige, "scan", "--format", "json"]
    gains = []
    for _ in range(rounds):
        alone = measure.run([*command, str(capture)]).wall
        started = [measure.start([*command, str(path)]) for path in (capture, other)]
        together = max(measure.finish(*one).wall for one in started)
        gains.append(2 * alone / together)
    other.unlink()
    return statistics.median(gains)


def long_captures(vestige: list[str], folder: Path, frames: int, rounds: int = 3) -> list[Long]:
    """Scan captures of the office mix from a fiftieth of *frames* to all of them; each is deleted behind its turn."""
    scan = [*vestige, "scan", "--format", "json"]
    path = folder / "long.pcap"
    found: list[Long] = []
    few, little = 0, (0.0, 0.0)
    for count in (frames // 400, frames // 50, frames // 7, frames):
        captures.generate("office", path, count)
        os.sync()  # or its pages are written to the disk while they are read
        measure.run(["cat", str(path)])
        pairs = [(measure.run(["cat", str(path)]), measure.run([*scan, str(path)])) for _ in range(rounds)]
        size, peak = path.stat().st_size, max(run.peak for _cat, run in pairs)
        path.unlink()
        path.with_suffix(".json").unlink()
        if any(run.status for pair in pairs for run in pair):
            raise SystemExit(f"a run over {count} frames failed")
        cat, taken = (statistics.median(run.cpu for run in runs) for runs in zip(*pairs, strict=True))
        if few:
            more = count - few
            found.append(Long(count, size, (taken - little[1]) / more, (cat - little[0]) / more, peak))
        else:
            few, little = count, (cat, taken)
    return found

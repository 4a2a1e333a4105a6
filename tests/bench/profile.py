"""Where the processor time of a scan goes, by stage: samples that ``perf`` takes, with those of starting up told apart."""

import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path

import msgspec
from bench import measure
from bench.guard import STAGES

RATE = 1999
"""Samples a second; no multiple of the clock's tick."""
KERNEL = re.compile(r"\[kernel|\[vdso")
SHARED = re.compile(r"\((.*)\)\s*$")


class Profile(msgspec.Struct):
    """Seconds of processor time by stage."""

    mix: str
    start: float
    """What a capture with one conversation costs, whatever it is spent on."""
    stages: dict[str, float]


def profile(vestige: list[str], mix: str, capture: Path, tiny: Path) -> Profile | None:
    """Sample a scan of *capture* and one of *tiny*, which only starts; None where perf cannot sample here."""
    scans = [seconds([*vestige, "scan", str(path), "--format", "json"]) for path in (tiny, capture)]
    if not all(scans):
        return None
    start, whole = scans
    stages = {name: max(spent - start[name], 0.0) for name, spent in whole.items()}
    return Profile(mix, sum(start.values()), dict(sorted(stages.items(), key=lambda item: -item[1])))


def seconds(command: list[str]) -> dict[str, float]:
    """Run *command* under perf; return its processor time by stage, nothing where that fails."""
    found: dict[str, float] = defaultdict(float)
    if shutil.which("perf") is None:
        return found
    with tempfile.TemporaryDirectory() as folder:
        data = str(Path(folder, "perf.data"))
        taken = measure.run(["perf", "record", "-q", "-e", "cpu-clock", "-F", str(RATE), "-o", data, "--", *command])
        told = subprocess.run(
            ["perf", "script", "-i", data, "-F", "ip,dso"], capture_output=True, text=True, check=False
        )
    if taken.status or told.returncode:
        return found
    for line in told.stdout.splitlines():
        where = SHARED.search(line)
        if where is not None:
            found[stage_of(where[1])] += 1 / RATE
    return found


def stage_of(shared: str) -> str:
    """Return the stage that a shared object belongs to; the kernel mostly copies the file."""
    if KERNEL.match(shared):
        return "kernel (reading)"
    return next(name for name, pattern in STAGES if re.search(pattern, shared))

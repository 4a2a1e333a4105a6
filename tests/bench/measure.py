"""Run programs and say what they took: wall time, processor time, memory. Medians, with the spread of the runs."""

import os
import statistics
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec


class Run(msgspec.Struct, frozen=True):
    """One run of one program."""

    wall: float
    """Seconds by the clock: includes waiting for the disk and for other programs of the machine."""
    cpu: float
    """Seconds of processor time, of all threads and children: what the program costs, busy machine or not."""
    peak: int
    """Largest resident memory in bytes; of the largest process, where there are several."""
    status: int


class Taken(msgspec.Struct):
    """All runs of one program on one input."""

    runs: list[Run] = []

    @property
    def good(self) -> list[Run]:
        """The runs that count: those that ended well, or all where none did."""
        return [run for run in self.runs if not run.status] or self.runs

    @property
    def wall(self) -> float:
        """Median seconds by the clock."""
        return statistics.median(run.wall for run in self.good)

    @property
    def cpu(self) -> float:
        """Median seconds of processor time."""
        return statistics.median(run.cpu for run in self.good)

    @property
    def peak(self) -> int:
        """Largest memory of any run."""
        return max(run.peak for run in self.runs)

    @property
    def spread(self) -> tuple[float, float]:
        """Least and most seconds of processor time."""
        times = [run.cpu for run in self.good]
        return min(times), max(times)

    @property
    def failed(self) -> str:
        """Say how many runs failed, and how; empty if none did."""
        codes = [run.status for run in self.runs if run.status]
        how = f"signal {-codes[0]}" if codes and codes[0] < 0 else f"exit code {codes[0]}" if codes else ""
        return f"{len(codes)} of {len(self.runs)} runs failed ({how})" if codes else ""


def run(command: Sequence[str], output: Path | None = None, environment: Mapping[str, str] | None = None) -> Run:
    """Run *command* to its end; what it prints goes to *output*, or nowhere."""
    return finish(*start(command, output, environment))


def start(
    command: Sequence[str], output: Path | None = None, environment: Mapping[str, str] | None = None
) -> tuple[int, float]:
    """Start *command*; return its process and the moment."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 1, str(output or os.devnull), flags, 0o644),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, flags, 0o644),
    ]
    begun = time.perf_counter()
    child = os.posix_spawnp(command[0], list(command), {**os.environ, **(environment or {})}, file_actions=actions)
    return child, begun


def finish(child: int, begun: float) -> Run:
    """Wait for a process and return what it took.

    A process's largest memory is never told below what this one held when it was made: some 25 MB.
    """
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - begun
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status))

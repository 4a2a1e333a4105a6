"""Let captures go over a wire in a loop for half an hour: memory stays flat, counters add up: ``make soak``. Takes root.

    make soak ARGS="--minutes 2"

Prints a line each minute; ends with 1 where memory grew or a frame is not accounted for. A full run writes docs/soak.md.
"""

import argparse
import os
import shlex
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "pcaps"), str(REPO / "tests")]

from bench import captures, machine  # noqa: E402 - found in the path set above
from bench.tap import Running, events, number, own_memory  # noqa: E402
from live.netns import Wire  # noqa: E402

GROWTH = 0.10
"""Memory may be so much larger in the last quarter than in the second: tables fill, allocators keep a little."""
SAMPLES = 40
PPS = 20_000
OTHERS = 200
"""Frames that the machine itself may say on the wire in half an hour, beside those that were sent."""
PAGE = """# Half an hour on a wire

`make soak` printed this: a generated capture of an office goes over a wire between two network namespaces in a loop, and
`vestige watch` listens at its end. Memory is what all its processes hold, pages that they share counted once, with the ring
of frames that wait.
"""


class Result(NamedTuple):
    """What a run came to."""

    samples: list[tuple[float, int]]
    """Minutes since the start, and bytes held."""
    held: list[tuple[bool, str]]
    """What is to hold, and whether it does."""
    sent: int


def sample(running: Running) -> int:
    """Return the bytes that all processes hold."""
    return sum(own_memory(pid) for pid in running.family())


def judge(memory: list[int], sent: int, tap: dict[str, Any], frames: int) -> list[tuple[bool, str]]:
    """Return what is to hold, and whether it does."""
    quarter = max(len(memory) // 4, 1)
    early, late = max(memory[quarter : 2 * quarter] or memory), max(memory[-quarter:])
    accounted = tap["frames"] + tap["dropped"] + tap["lost"]
    came = tap["received"] + tap["bypassed"]
    return [
        (late <= early * (1 + GROWTH), f"memory is flat: {early / 1e6:.0f} MB early, {late / 1e6:.0f} MB late"),
        (
            accounted == tap["received"],
            "every frame is accounted for: {received:,} received = {frames:,} read + {dropped:,} dropped + {lost:,} lost; "
            "{bypassed:,} bypassed in the kernel".format(**tap),
        ),
        (0 <= came - sent <= OTHERS, f"what was sent came: {sent:,} frames sent, {came:,} received or bypassed"),
        (
            frames + tap["dropped"] + tap["lost"] == came,
            f"the ledger counts what was read or bypassed: {frames:,} frames",
        ),
    ]


def soak(wire: Wire, vestige: list[str], paths: list[str], minutes: float, pps: int, folder: Path) -> Result:
    """Send, sample, stop, and judge."""
    watch = [*vestige, "watch", wire.interface, "--no-state", "--format", "eve", "--stats", "1s"]
    running = Running("vestige", wire, watch, "listening on", folder)
    replay = [
        "tcpreplay",
        "-K",
        "--loop=0",
        f"--duration={int(minutes * 60)}",
        f"--pps={pps}",
        "-i",
        wire.far_interface,
        *paths,
    ]
    sender = wire.popen(wire.far, *replay, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    samples: list[tuple[float, int]] = []
    started = time.monotonic()
    try:
        while sender.poll() is None:
            time.sleep(minutes * 60 / SAMPLES)
            samples.append(((time.monotonic() - started) / 60, sample(running)))
            if len(samples) % max(int(SAMPLES / minutes), 1) == 0:
                print(f"{samples[-1][0]:5.1f} min {samples[-1][1] / 1e6:7.0f} MB", flush=True)
        said = sender.communicate()[0]
        time.sleep(2)
        running.stop(signal.SIGTERM)
    finally:
        sender.kill()
        running.process.kill()
    told = events(running.log, "sensor")[-1]["sensor"]
    (tap,) = told["taps"]
    sent = number(r"Successful packets:\s+(\d+)", said)
    return Result(samples, judge([held for _, held in samples], sent, tap, told["coverage"]["frames"]), sent)


def page(result: Result, minutes: float, pps: int, vestige: list[str]) -> str:
    """Return what the documentation says of a run."""
    facts = (machine.processor(), f"{os.cpu_count()} processors", *machine.programs(vestige)[:1])
    lines = [
        PAGE,
        *(f"- {line}" for line in facts),
        f"- {result.sent:,} frames in {minutes:.0f} minutes, {pps:,} a second",
        "",
        *(f"- {'holds' if good else 'DOES NOT HOLD'}: {sentence}" for good, sentence in result.held),
        "",
        "| minute | memory |",
        "|---:|---:|",
        *(f"| {at:.1f} | {held / 1e6:.1f} MB |" for at, held in result.samples[::2]),
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Soak; 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--pps", type=int, default=PPS)
    parser.add_argument("--frames", type=int, default=200_000, help="of the generated capture")
    parser.add_argument("--folder", type=Path, default=REPO / "build" / "bench")
    parser.add_argument("--page", type=Path, help="write the page there")
    parser.add_argument("--vestige", default=shlex.join([sys.executable, "-m", "sensor.cli"]))
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    mix = captures.prepare("office", asked.folder, asked.frames)
    assert mix is not None
    wire = Wire(f"soak{os.getpid() % 10_000}")
    wire.make()
    try:
        for end, interface in ((wire.tap, wire.interface), (wire.far, wire.far_interface)):
            wire.run(end, "ip", "link", "set", interface, "mtu", "9000")
        with tempfile.TemporaryDirectory() as place:
            result = soak(wire, shlex.split(asked.vestige), [str(mix.path)], asked.minutes, asked.pps, Path(place))
    finally:
        wire.remove()
    for good, sentence in result.held:
        print(f"{'holds' if good else 'DOES NOT HOLD'}: {sentence}")
    if asked.page:
        asked.page.write_text(page(result, asked.minutes, asked.pps, shlex.split(asked.vestige)))
    return 0 if all(good for good, _ in result.held) else 1


if __name__ == "__main__":
    sys.exit(main())

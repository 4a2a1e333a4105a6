"""Let captures go over a wire in a loop for half an hour: memory stays flat, counters add up: ``make soak``. Takes root.

    make soak ARGS="--minutes 2"

Prints a line each minute; ends with 1 where memory grew or a frame is not accounted for.
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

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "pcaps"), str(REPO / "tests")]

from bench import captures  # noqa: E402 - found in the path set above
from bench.tap import Running, events, number, own_memory  # noqa: E402
from live.netns import Wire  # noqa: E402

GROWTH = 0.10
"""Memory may be so much larger in the last quarter than in the second: tables fill, allocators keep a little."""
SAMPLES = 40
PPS = 20_000
OTHERS = 200
"""Frames that the machine itself may say on the wire in half an hour, beside those that were sent."""


def sample(running: Running) -> int:
    """Return the bytes that all processes hold."""
    return sum(own_memory(pid) for pid in running.family())


def judge(memory: list[int], sent: int, tap: dict[str, int]) -> list[tuple[bool, str]]:
    """Return what is to hold, and whether it does."""
    quarter = max(len(memory) // 4, 1)
    early, late = max(memory[quarter : 2 * quarter] or memory), max(memory[-quarter:])
    accounted = tap["frames"] + tap["dropped"] + tap["lost"]
    return [
        (late <= early * (1 + GROWTH), f"memory is flat: {early / 1e6:.0f} MB early, {late / 1e6:.0f} MB late"),
        (
            accounted == tap["received"],
            "every frame is accounted for: {received:,} received, {frames:,} read, {dropped:,} dropped, {lost:,} lost".format(
                **tap
            ),
        ),
        (0 <= tap["received"] - sent <= OTHERS, f"what was sent was received: {sent:,} and {tap['received']:,}"),
    ]


def soak(
    wire: Wire, vestige: list[str], paths: list[str], minutes: float, pps: int, folder: Path
) -> list[tuple[bool, str]]:
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
    memory: list[int] = []
    started = time.monotonic()
    try:
        while sender.poll() is None:
            time.sleep(minutes * 60 / SAMPLES)
            memory.append(sample(running))
            if len(memory) % max(int(SAMPLES / minutes), 1) == 0:
                print(f"{(time.monotonic() - started) / 60:5.1f} min {memory[-1] / 1e6:7.0f} MB", flush=True)
        said = sender.communicate()[0]
        time.sleep(2)
        running.stop(signal.SIGTERM)
    finally:
        sender.kill()
        running.process.kill()
    (tap,) = events(running.log, "sensor")[-1]["sensor"]["taps"]
    return judge(memory, number(r"Successful packets:\s+(\d+)", said), tap)


def main() -> int:
    """Soak; 1 where something does not hold."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--pps", type=int, default=PPS)
    parser.add_argument("--frames", type=int, default=200_000, help="of the generated capture")
    parser.add_argument("--folder", type=Path, default=REPO / "build" / "bench")
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
            held = soak(wire, shlex.split(asked.vestige), [str(mix.path)], asked.minutes, asked.pps, Path(place))
    finally:
        wire.remove()
    for good, sentence in held:
        print(f"{'holds' if good else 'DOES NOT HOLD'}: {sentence}")
    return 0 if all(good for good, _ in held) else 1


if __name__ == "__main__":
    sys.exit(main())

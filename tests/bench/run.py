"""Measure speed and memory of a whole scan, side by side with what else is installed here.

usage: run.py [--frames N] [--rounds N] [--only MIX]

Mixes: `office` (mostly bulk over TLS and QUIC), `dns` (lookups alone), `flows` (short conversations alone) and
`protocols` (other projects' captures from ../shared, repeated; needs mergecap). Each program reads each file --rounds
times, one after another; the best time counts, start-up included. The file is in the page cache: `cat` shows what
reading it costs.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "pcaps"), str(REPO / "tests")]

from bench import merged  # noqa: E402 - found in the path set above

from sensor.signatures import load  # noqa: E402

MIXES = ("office", "dns", "flows", "protocols")

DPKT_LOOP = """
import sys, dpkt
for ts, frame in dpkt.pcap.Reader(open(sys.argv[1], "rb")):
    try:
        packet = dpkt.ethernet.Ethernet(frame).data
        segment = packet.data if isinstance(packet, dpkt.ip.IP) else None
        if isinstance(segment, dpkt.udp.UDP) and 53 in (segment.sport, segment.dport):
            dpkt.dns.DNS(segment.data)
        elif isinstance(segment, dpkt.tcp.TCP) and segment.data[:1] == b"\\x16":
            dpkt.ssl.tls_multi_factory(segment.data)
    except Exception:
        pass
"""
DPKT_FRAMES = 100_000
"""The loop in Python sees this many frames; its rate is what is compared."""


class Run(msgspec.Struct):
    """What one program took."""

    seconds: float
    peak: int
    """Largest resident memory in bytes."""
    status: int


def measure(command: list[str], rounds: int) -> Run:
    """Run *command* as often as asked and return the best time, with the largest memory of any run.

    A memory below that of this program (some 40 MB) cannot be told.
    """
    best = Run(float("inf"), 0, 0)
    for _ in range(rounds):
        with open(os.devnull, "wb") as nowhere:
            start = time.perf_counter()
            child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
                (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1), (os.POSIX_SPAWN_DUP2, nowhere.fileno(), 2),
            ])  # fmt: skip
            _, status, usage = os.wait4(child, 0)
            seconds = time.perf_counter() - start
        best = Run(
            min(best.seconds, seconds), max(best.peak, usage.ru_maxrss * 1024), os.waitstatus_to_exitcode(status)
        )
    return best


def suricata_rules(folder: Path) -> Path:
    """Write the names of our signatures as Suricata rules: what it has to look for is the same."""
    wanted = sorted({name for one in load(None).signatures for each in one.any for name in (*each.host, *each.suffix)})
    plain = [name for name in wanted if all(letter.isalnum() or letter in ".-" for letter in name)]
    buffers = (("dns", "dns.query", " nocase;"), ("tls", "tls.sni", " nocase;"), ("http", "http.host", ""))
    rules = [
        f'alert {proto} any any -> any any (msg:"{name}"; {buffer}; content:"{name}";{nocase} endswith; sid:{sid}; rev:1;)'
        for sid, (name, (proto, buffer, nocase)) in enumerate(itertools.product(plain, buffers), 1)
    ]
    path = folder / "vestige.rules"
    path.write_text("\n".join(rules) + "\n")
    return path


def programs(capture: Path, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield name and command of each program that is installed."""
    yield "cat", ["cat", str(capture)]
    vestige = str(Path(sys.executable).with_name("vestige"))
    yield "vestige scan", [vestige, "scan", str(capture), "--format", "json", "-o", str(folder / "report.json")]
    yield "vestige observe", [vestige, "observe", str(capture)]
    if shutil.which("tcpdump"):
        yield "tcpdump -w", ["tcpdump", "-r", str(capture), "-w", os.devnull]
    if shutil.which("ndpiReader"):
        yield "ndpiReader", ["ndpiReader", "-q", "-i", str(capture)]
    if shutil.which("suricata"):
        rules = suricata_rules(folder)
        options = ["-S", str(rules), "-l", str(folder), "--runmode", "single", "-k", "none"]
        yield "suricata", ["suricata", "-r", str(capture), *options]


def prepare(mix: str, capture: Path, frames: int) -> dict[str, Any]:
    """Write the capture unless an earlier run did, and return what is known of it; empty where it cannot be made."""
    notes = capture.with_suffix(".json")
    if capture.exists() and notes.exists():
        known: dict[str, Any] = json.loads(notes.read_text())
        if known["wanted"] == frames:
            return known
    print(f"writing {capture.relative_to(REPO)}", file=sys.stderr)
    if mix != "protocols":
        # In a process of its own: a child's peak memory is never less than what its parent had when it was made.
        command = [sys.executable, "-m", "recipes.bench", "--frames", str(frames), "--kind", mix]
        subprocess.run([*command, "-o", str(capture), "--plants", str(notes)], cwd=REPO / "pcaps", check=True)
        known = json.loads(notes.read_text())
    else:
        shared = Path(os.environ.get("VESTIGE_SHARED", REPO.parent / "shared"))
        known = {"frames": merged.merge(capture, shared / "captures", frames), "hosts": None}
    if not known["frames"]:
        return {}
    notes.write_text(json.dumps({**known, "wanted": frames}))
    return known


def report(mix: str, capture: Path, known: dict[str, Any], rounds: int) -> None:
    """Measure every program on one capture and print a row for each."""
    frames = known["frames"]
    print(f"\n{mix}: {frames:,} frames, {capture.stat().st_size / 1e6:,.0f} MB")
    print(f"{'program':<18} {'seconds':>8} {'frames/s':>12} {'x cat':>7} {'peak MB':>8}")
    cat = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, command in programs(capture, Path(folder)):
            run = measure(command, rounds)
            cat = cat or run.seconds
            row(name, run, frames, cat)
            if name == "vestige scan" and known["hosts"] is not None and run.status == 0:
                check(Path(folder) / "report.json", {host["ip"] for host in known["hosts"]})
        sample = Path(folder) / "sample.pcap"
        count = merged.head(capture, sample, DPKT_FRAMES)
        row("dpkt loop", measure([sys.executable, "-c", DPKT_LOOP, str(sample)], 1), count, None)


def check(path: Path, planted: set[str]) -> None:
    """Say whether the scan found the hosts that run banned software in this capture, and no other."""
    found = {address for finding in json.loads(path.read_bytes())["findings"] for address in finding["host"]["ip"]}
    wrong = f", {len(found - planted)} WRONG" if found - planted else ""
    print(f"{'':<18} found {len(found & planted)} of {len(planted)} planted hosts{wrong}")


def row(name: str, run: Run, frames: int, cat: float | None) -> None:
    """Print one program's row."""
    times = "" if cat is None else f"{run.seconds / cat:.1f}"
    status = f"  exit {run.status}" if run.status else ""
    print(
        f"{name:<18} {run.seconds:8.2f} {frames / run.seconds:12,.0f} {times:>7} {run.peak / 1e6:8.0f}{status}",
        flush=True,
    )


def main() -> int:
    """Build the captures and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--frames", type=int, default=2_000_000, help="frames in each capture [2000000]")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program [3]")
    parser.add_argument("--only", choices=MIXES, help="only this mix")
    options = parser.parse_args()
    folder = REPO / "build" / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    for mix in MIXES:
        if options.only in {None, mix}:
            capture = folder / f"{mix}.pcap"
            known = prepare(mix, capture, options.frames)
            if known:
                report(mix, capture, known, options.rounds)
            else:
                print(f"\n{mix}: left out; it needs ../shared/captures and mergecap")
    return 0


if __name__ == "__main__":
    sys.exit(main())

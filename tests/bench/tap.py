"""Measure live sensing side by side with Suricata and tcpdump on one wire: ``make bench-live``. Takes root.

A generated capture is sent over a wire between two network namespaces as fast as it goes, while all programs listen at its
end. Each says what it got and what the kernel dropped; the processor time of each is that between the first frame and the
last one read, without its start. A full run writes docs/performance-live.md.
"""

import argparse
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec

REPO = Path(__file__).resolve().parents[2]
sys.path += [str(REPO / "pcaps"), str(REPO / "tests")]

from bench import captures, machine, programs  # noqa: E402 - found in the path set above
from live.netns import Wire  # noqa: E402

RING_KILOBYTES = 65_536
"""Memory for frames that wait, the same for tcpdump as for vestige."""
START_SECONDS = 120.0
SETTLE_SECONDS = 5.0
"""After the last frame was sent: everybody has read it by then, or never will."""
SHARE = 5
"""Suricata's processor time for a frame is to be so many times ours."""
TICK = os.sysconf("SC_CLK_TCK")


class Listener(msgspec.Struct):
    """One program and what it came to."""

    name: str
    does: str
    received: int = 0
    """With what was bypassed and what was dropped."""
    bypassed: int = 0
    """Not handed over by the kernel, since the program wanted no more of these conversations."""
    dropped: int = 0
    cpu: float = 0.0
    parts: str = ""
    """Of several processes, the time of each."""
    peak: int = 0
    found: list[str] = []
    """Addresses of planted machines that it named."""

    @property
    def cpu_per_million(self) -> float:
        """Seconds of processor time for a million frames that it got."""
        return self.cpu / max(self.received - self.dropped, 1) * 1e6


class Running:
    """A program that listens at the near end of the wire."""

    def __init__(self, name: str, wire: Wire, command: list[str], ready: str, folder: Path) -> None:
        self.log = folder / f"{name}.log"
        with self.log.open("w") as out:
            self.process = wire.popen(wire.tap, *command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
        end = time.monotonic() + START_SECONDS
        while not re.search(ready, self.log.read_text()):
            if self.process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{shlex.join(command)} did not start:\n{self.log.read_text()}")
            time.sleep(0.1)
        self.before: dict[int, float] = {}
        self.parts: dict[str, float] = {}
        """Processor time of each process, by name."""
        self.peak = 0

    @property
    def cpu(self) -> float:
        """Processor time of all processes."""
        return sum(self.parts.values())

    def family(self) -> list[int]:
        """Return the process and its children."""
        pid = self.process.pid
        return [pid, *(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def begin(self) -> None:
        """Count from now on."""
        self.before = {pid: seconds_of(pid) for pid in self.family()}

    def take(self) -> None:
        """Note what it took: processor time since `begin`, and the memory that it has, own pages only."""
        for pid in self.family():
            name = Path(f"/proc/{pid}/comm").read_text().strip()
            self.parts[name] = seconds_of(pid) - self.before.get(pid, 0.0)
        self.peak = sum(own_memory(pid) for pid in self.family())

    def stop(self, number: int = signal.SIGINT) -> None:
        """End it and wait until it has written everything."""
        self.process.send_signal(number)
        self.process.wait(START_SECONDS)


def seconds_of(pid: int) -> float:
    """Return the processor time of a process so far: user and system, of all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def own_memory(pid: int) -> int:
    """Return the bytes that a process holds, those that it shares with others in proportion."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def number(pattern: str, text: str) -> int:
    """Return the last number that *pattern* finds."""
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def events(path: Path, kind: str) -> list[dict[str, Any]]:
    """Return the EVE events of one kind."""
    with path.open() as lines:
        found = [json.loads(line) for line in lines if line.startswith("{")]
    return [event for event in found if event["event_type"] == kind]


def askers(path: Path, planted: Iterable[str]) -> list[str]:
    """Return the planted machines that alerts name."""
    return sorted({str(event.get("src_ip")) for event in events(path, "alert")} & set(planted))


def named_in(vestige: list[str], capture: Path, planted: Iterable[str]) -> list[str]:
    """Return the planted machines that a scan of *capture* names."""
    done = subprocess.run([*vestige, "scan", str(capture), "--format", "json"], capture_output=True, check=False)
    findings = json.loads(done.stdout)["findings"]
    return sorted({address for one in findings for address in one["host"]["ip"]} & set(planted))


def start_all(wire: Wire, vestige: list[str], names: Path, folder: Path, *, bypass: bool) -> dict[str, Running]:
    """Start all programs that there are; with their defaults, but for what has to be alike."""
    near = wire.interface
    (folder / "vestige.yaml").write_text(f"capture:\n  bypass: {str(bypass).lower()}\n")
    watch = [*vestige, "watch", near, "--no-state", "--format", "eve", "--config", "vestige.yaml"]
    dump = ["tcpdump", "-ni", near, "-s", "0", "-Z", "root", "-B", str(RING_KILOBYTES), "-w", "dump.pcap"]
    running = {
        "vestige": Running("vestige", wire, watch, "listening on", folder),
        "tcpdump": Running("tcpdump", wire, dump, "listening on", folder),
    }
    if shutil.which("suricata"):
        programs.suricata_command(Path("none"), names, folder)  # writes rules and configuration
        files = ["-c", "suricata.yaml", "-S", "names.rules", "-l", str(folder)]
        command = ["suricata", *files, f"--af-packet={near}", "--runmode", "single", "-k", "none"]
        running["Suricata"] = Running("Suricata", wire, command, "Engine started", folder)
    return running


def replay(wire: Wire, capture: Path, speed: list[str]) -> dict[str, float]:
    """Send the capture from the far end; return how many frames went out, how many could not, and the seconds."""
    done = wire.run(wire.far, "tcpreplay", "-K", *speed, "-i", wire.far_interface, str(capture), seconds=3600)
    text = done.stdout + done.stderr
    seconds = re.search(r"sent in ([0-9.]+) seconds", text)
    if seconds is None:
        raise SystemExit(f"tcpreplay: {text}")
    names = {"offered": r"Successful packets:\s+(\d+)", "failed": r"Failed packets:\s+(\d+)"}
    return {**{key: number(found, text) for key, found in names.items()}, "seconds": float(seconds[1])}


def results(running: dict[str, Running], planted: list[str], vestige: list[str], folder: Path) -> dict[str, Listener]:
    """Return what each program says of itself."""
    found = {name: Listener(name, DOES[name], cpu=program.cpu, peak=program.peak) for name, program in running.items()}
    found["vestige"].parts = ", ".join(f"{name} {took:.2f} s" for name, took in running["vestige"].parts.items())
    ours = events(running["vestige"].log, "stats")[-1]["stats"]
    found["vestige"].bypassed = ours["flow_bypassed"]["pkts"]
    found["vestige"].received = ours["capture"]["kernel_packets"] + found["vestige"].bypassed
    found["vestige"].dropped = ours["capture"]["kernel_drops"]
    found["vestige"].found = askers(running["vestige"].log, planted)
    said = running["tcpdump"].log.read_text()
    found["tcpdump"].received = number(r"(\d+) packets received by filter", said)
    found["tcpdump"].dropped = number(r"(\d+) packets dropped by kernel", said)
    found["tcpdump"].found = named_in(vestige, folder / "dump.pcap", planted)
    if "Suricata" in found:
        said = running["Suricata"].log.read_text()
        found["Suricata"].received = number(r"packets:? (\d+)", said)
        found["Suricata"].dropped = number(r"drops:? (\d+)", said)
        found["Suricata"].found = askers(folder / "eve.json", planted)
    return found


def advantage(found: dict[str, Listener]) -> float:
    """Return how many times our processor time for a frame Suricata takes; 0 without it."""
    return (
        found["Suricata"].cpu_per_million / max(found["vestige"].cpu_per_million, 1e-9) if "Suricata" in found else 0.0
    )


def targets(found: dict[str, Listener]) -> list[tuple[bool, str]]:
    """Return what is to be reached, and whether it was."""
    ours, dump = found["vestige"], found["tcpdump"]
    lines = [
        (ours.dropped <= dump.dropped, f"drops no more than tcpdump: {ours.dropped:,} to {dump.dropped:,}"),
        (
            set(ours.found) >= set(dump.found),
            f"names every planted machine that tcpdump's file holds: {len(ours.found)} to {len(dump.found)}",
        ),
    ]
    if "Suricata" in found:
        ratio = advantage(found)
        lines.append((ratio >= SHARE, f"at most 1/{SHARE} of Suricata's processor time for a frame: 1/{ratio:.1f}"))
    return lines


def table(found: dict[str, Listener], sent: dict[str, float], planted: int) -> list[str]:
    """Return the rows of the page."""
    rate = sent["offered"] / sent["seconds"]
    lines = [
        f"{sent['offered']:,.0f} frames sent in {sent['seconds']:.1f} s, {rate:,.0f} a second.",
        "",
        f"| {' | '.join(COLUMNS)} |",
        f"|---|---|{'---:|' * (len(COLUMNS) - 2)}",
    ]
    return lines + [
        f"| {one.name} | {one.does} | {one.received:,} | {one.bypassed:,} | {one.dropped:,} | {one.cpu:.2f} | {one.cpu_per_million:.2f} "
        f"| {one.peak / 1e6:.0f} MB | {len(one.found)} of {planted} |"
        for one in found.values()
    ]


def one_run(
    vestige: list[str], capture: Path, planted: list[str], speed: list[str], *, bypass: bool
) -> tuple[dict[str, Listener], dict[str, float]]:
    """Send and listen; return what each program came to, and what was sent."""
    wire = Wire(f"bench{os.getpid() % 10_000}")
    wire.make()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        names = folder / "names.json"
        done = subprocess.run([sys.executable, "-m", "bench.names"], capture_output=True, check=True, env=SEARCH)
        names.write_bytes(done.stdout)
        running: dict[str, Running] = {}
        try:
            for end, interface in ((wire.tap, wire.interface), (wire.far, wire.far_interface)):
                wire.run(end, "ip", "link", "set", interface, "mtu", "9000")
            running = start_all(wire, vestige, names, folder, bypass=bypass)
            time.sleep(1)
            for program in running.values():
                program.begin()
            sent = replay(wire, capture, speed)
            time.sleep(SETTLE_SECONDS)
            for program in running.values():
                program.take()
            for name, program in running.items():
                program.stop(signal.SIGTERM if name == "vestige" else signal.SIGINT)
            found = results(running, planted, vestige, folder)
        finally:
            for program in running.values():
                program.process.kill()
            wire.remove()
    return found, sent


def middle_of(
    runs: int, vestige: list[str], capture: Path, planted: list[str], speed: list[str], *, bypass: bool
) -> tuple[list[str], bool]:
    """Run several times; return what the page says of the middle one, and whether it reached all."""
    all_runs = [one_run(vestige, capture, planted, speed, bypass=bypass) for _ in range(runs)]
    all_runs.sort(key=lambda run: advantage(run[0]))
    found, sent = all_runs[runs // 2]
    reached = targets(found)
    lines = [*table(found, sent, len(planted)), ""]
    lines += [f"- {'reached' if good else 'MISSED'}: {sentence}" for good, sentence in reached]
    lines.append(f"- of vestige's processor time: {found['vestige'].parts}")
    if runs > 1:
        others = ", ".join(f"1/{advantage(one):.1f}" for one, _ in all_runs)
        lines.append(f"- the middle of {runs} runs, whose shares of Suricata's time were {others}")
    return lines, all(good for good, _ in reached)


COLUMNS = (
    "program",
    "what it does",
    "received",
    "of these bypassed",
    "dropped",
    "processor seconds",
    "for a million frames",
    "memory",
    "planted machines named",
)
DOES = {
    "vestige": "watch, one worker, all signatures that ship, EVE alerts",
    "tcpdump": "writes all frames to a file, and looks at nothing",
    "Suricata": "af-packet, run mode single, the same names as rules, only alerts logged",
}
SEARCH = {**os.environ, "PYTHONPATH": os.pathsep.join([*sys.path, str(REPO)])}
PAGE = """# Speed and memory on a wire

`make bench-live` printed this: a generated capture of an office, mostly bulk over TLS and QUIC with ten machines planted in
it, goes over a wire between two network namespaces while all programs listen at its end, at once, on one machine, which also
sends. Processor time is that of all threads and processes of a program from before the first frame until five seconds after
the last one, without start and end. What the kernel does with a frame before it lies in a program's memory it does on the
sender's account, for all programs alike. Memory is the processes' own share, with the rings of frames that wait, which are of
64 MB for vestige and for tcpdump.

Of conversations of which Vestige wants no more, the kernel drops and counts the frames ([the
bypass](howto/deploy.md#the-bypass)): they are *received*, as they came and are accounted for, and not read. It takes root or
CAP_BPF; the last run is without it, as with CAP_NET_RAW alone. Suricata can bypass too (XDP), if it is set up for that; here
it has the configuration of its package.
"""


def main() -> int:
    """Measure at full speed and at a rate that the machine can bear; 1 where a target was missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--pps", type=int, default=20_000, help="frames a second of the second run; 0: no second run")
    parser.add_argument("--runs", type=int, default=3, help="of each speed; the middle one counts")
    parser.add_argument("--folder", type=Path, default=REPO / "build" / "bench")
    parser.add_argument("--vestige", default=shlex.join([sys.executable, "-m", "sensor.cli"]))
    parser.add_argument("--page", type=Path, help="write the page there")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    vestige = shlex.split(asked.vestige)
    mix = captures.prepare("office", asked.folder, asked.frames)
    assert mix is not None
    planted = [str(host["ip"]) for host in mix.hosts]
    lines = [
        PAGE,
        *(f"- {line}" for line in (machine.processor(), f"{os.cpu_count()} processors", *machine.programs(vestige))),
        f"- load {os.getloadavg()[0]:.1f} when it began: other work on the machine costs all of them time, and frames",
    ]
    good = True
    speeds = {"As fast as it goes": (["--topspeed"], True)}
    if asked.pps:
        speeds[f"{asked.pps:,} frames a second"] = ([f"--pps={asked.pps}"], True)
        speeds[f"{asked.pps:,} frames a second, without the bypass"] = ([f"--pps={asked.pps}"], False)
    for title, (speed, bypass) in speeds.items():
        rows, all_good = middle_of(asked.runs, vestige, mix.path, planted, speed, bypass=bypass)
        print("\n".join([f"\n{title}", "", *rows]))
        lines += ["", f"## {title}", "", *rows]
        good = good and (all_good or not bypass)
    if asked.page:
        asked.page.write_text("\n".join(lines) + "\n")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

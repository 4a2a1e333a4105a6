"""What the measurements were made on: no names, no paths."""

import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

VERSIONS = {
    "Suricata": ["suricata", "-V"],
    "nDPI": ["ndpiReader", "-h"],
    "tshark": ["tshark", "--version"],
    "tcpdump": ["tcpdump", "--version"],
}
NUMBER = re.compile(r"\d+(\.\d+)+")


def describe(vestige: list[str]) -> dict[str, str]:
    """Return the machine and the versions of what is measured."""
    return {
        "Processor": f"{len(os.sched_getaffinity(0))} cores, {processor()}",
        "Memory": f"{memory()} GB",
        "System": f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "Load": f"{os.getloadavg()[0]:.1f} when it began",
        "Programs": ", ".join(programs(vestige)),
    }


def programs(vestige: list[str]) -> list[str]:
    """Return each program with its version."""
    found = [f"vestige {version([*vestige, '--version'])} ({build(vestige)})"]
    found += [f"{name} {version(command)}" for name, command in VERSIONS.items() if shutil.which(command[0])]
    return found


def version(command: list[str]) -> str:
    """Return the first thing that looks like a version in what *command* prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    number = NUMBER.search(done.stdout + done.stderr)
    return number[0] if number else "of unknown version"


def build(vestige: list[str]) -> str:
    """Say whether the compiled build is measured."""
    done = subprocess.run([*vestige, "doctor"], capture_output=True, text=True, check=False)
    line = next((line for line in done.stdout.splitlines() if line.startswith("compiled")), "")
    return "compiled" if "yes" in line else "INTERPRETED" if "no:" in line else "compiled in part"


def processor() -> str:
    """Return the name of the processor."""
    for line in _lines("/proc/cpuinfo"):
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.machine()


def memory() -> int:
    """Return the memory in gigabytes."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9) if sys.platform != "win32" else 0


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []

"""The captures that are measured: generated ones, and other projects' small ones merged into a large one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
from bench import merged

REPO = Path(__file__).resolve().parents[2]
MIXES = {
    "office": "mostly bulk over TLS and QUIC, with lookups, short visits, HTTP, IPv6 and VLAN tags",
    "protocols": "other projects' captures, merged and repeated: every protocol there is",
    "dns": "lookups and nothing else",
    "flows": "short conversations and nothing else",
    "jumbo": "bulk transfers in frames of nine thousand bytes",
}
"""What is measured, in this order."""
SMALLER = {"jumbo": 8}
"""Mixes of large frames have so many times fewer of them."""
PLANT_FRAMES = 60
"""Frames within which a planted machine shows all that it has."""


class Mix(msgspec.Struct):
    """One capture and what is known of it."""

    name: str
    path: Path
    frames: int
    size: int
    planted: int | None
    """Questions, hellos and requests that a program has to see; None where nobody counted them."""
    hosts: list[dict[str, Any]]
    """Machines that have to be named: address and first frame."""

    def planted_before(self, frames: int) -> int | None:
        """Return how many of the planted sightings lie in the first *frames* frames (0: all)."""
        if not self.planted or not frames:
            return self.planted
        whole = sum(int(host["first_frame"]) + PLANT_FRAMES < frames for host in self.hosts)
        return self.planted * whole // len(self.hosts)

    def slice_of(self, frames: int) -> tuple[Path, int]:
        """Return a capture of the first *frames* frames (0: all of them), and how many it has."""
        if not frames or frames >= self.frames:
            return self.path, self.frames
        path = self.path.with_name(f"{self.path.stem}-{frames}.pcap")
        if not path.exists() or path.stat().st_mtime < self.path.stat().st_mtime:
            merged.head(self.path, path, frames)
        return path, frames


def prepare(name: str, folder: Path, frames: int) -> Mix | None:
    """Write the capture unless an earlier run did; None where it cannot be made."""
    frames //= SMALLER.get(name, 1)
    path = folder / f"{name}.pcap"
    notes = path.with_suffix(".json")
    if not path.exists() or not notes.exists() or json.loads(notes.read_text())["wanted"] != frames:
        print(f"writing {path.relative_to(REPO) if path.is_relative_to(REPO) else path}", file=sys.stderr)
        for old in folder.glob(f"{name}*.pcap"):
            old.unlink()
        known: dict[str, Any] = merge(path, frames) if name == "protocols" else generate(name, path, frames)
        if not known["frames"]:
            return None
        notes.write_text(json.dumps({**known, "wanted": frames}))
    known = json.loads(notes.read_text())
    return Mix(name, path, known["frames"], path.stat().st_size, known.get("observations"), known.get("hosts", []))


def generate(kind: str, path: Path, frames: int) -> dict[str, Any]:
    """Write a capture by recipe. In a process of its own, so that this one stays small."""
    notes = path.with_suffix(".json")
    command = [sys.executable, "-m", "recipes.bench", "--frames", str(frames), "--kind", kind, "-o", str(path)]
    subprocess.run([*command, "--plants", str(notes)], cwd=REPO / "pcaps", check=True)
    known: dict[str, Any] = json.loads(notes.read_text())
    return {key: known[key] for key in ("frames", "observations", "hosts")}


def merge(path: Path, frames: int) -> dict[str, Any]:
    """Merge the captures of ``../shared``, in a process of its own too."""
    shared = Path(os.environ.get("VESTIGE_SHARED", REPO.parent / "shared"))
    command = [
        sys.executable,
        str(Path(__file__).with_name("merged.py")),
        str(path),
        str(shared / "captures"),
        str(frames),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return {"frames": int(done.stdout)}


def size(mix: Mix) -> str:
    """Say how large it is."""
    return f"{mix.frames:,} frames, {mix.size / 1e6:,.0f} MB"

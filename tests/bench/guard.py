"""Count the instructions that each stage takes on a fixed capture, and say where that grew: ``make guard``.

Instructions do not depend on what else the machine does, seconds do. The counts are callgrind's, of what runs between a
block of bytes and what is told of it; start-up is left out. They are compared with those in ``guard.json`` and fail only
far above them: compilers and Python versions differ. ``--record`` writes the file anew.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
RECORDED = Path(__file__).with_name("guard.json")
FRAMES = 10_000
MIXES = ("office", "dns", "flows")
TOO_MUCH = 1.5
"""Times the recorded count: a stage that costs more has got worse, whatever compiled it."""
LEAST = 20
"""Instructions a frame below which a stage is too small to judge."""

STAGES = (
    ("walk", r"/sensor/(capture|wire/batch)"),
    ("decode", r"/sensor/decode/"),
    ("flow", r"/sensor/flows/"),
    ("dns", r"/sensor/(protocols/dns|wire/name)"),
    ("tls", r"/sensor/protocols/(tls|handshake)/"),
    ("http", r"/sensor/protocols/http/"),
    ("quic", r"/sensor/protocols/quic/|libcrypto|cryptography|_hashlib"),
    ("match", r"/sensor/match/"),
    ("engine", r"/sensor/"),
    ("python", r"."),
)
"""Stage and the shared objects that are its part, the first that fits: a compiled module is one of its own."""

NAME = re.compile(r"(c?ob)=\((\d+)\)(?: (.*))?")


def read_inside(captures: list[str]) -> None:
    """Read *captures* with the signatures that ship: what callgrind watches. Each ends with ``Pipeline.flush``."""
    from sensor.engine.reader import InputReader  # noqa: PLC0415 - the harness itself needs none of it
    from sensor.match.matcher import Matcher  # noqa: PLC0415
    from sensor.signatures.cache import cache_folder  # noqa: PLC0415
    from sensor.signatures.load import load  # noqa: PLC0415

    class Nobody:
        def observed(self, _observation: object) -> bool:
            return False

    matcher = Matcher(load(cache=cache_folder(os.environ)))
    for capture in captures:
        InputReader(capture, 0, matcher, Nobody(), lambda _: None, observe_all=False).run(None)


def count(captures: list[Path], folder: Path) -> Iterator[Counter[str]]:
    """Yield the instructions by stage of each capture; callgrind writes a file behind each, from one run over all."""
    out = folder / "callgrind.out"
    for old in folder.glob(f"{out.name}*"):
        old.unlink()
    inside = [sys.executable, str(Path(__file__)), "--inside", *map(str, captures)]
    environment = {**os.environ, "PYTHONHASHSEED": "0", "XDG_CACHE_HOME": str(folder)}
    subprocess.run(inside, check=True, env=environment)  # fills the caches
    watch = ["valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={out}", "--collect-atstart=no"]
    watch += ["--toggle-collect=*Pipeline_batch", "--toggle-collect=*Walker_walk", "--dump-after=*Pipeline_flush"]
    subprocess.run([*watch, *inside], check=True, env=environment, capture_output=True)
    for number in range(1, len(captures) + 1):
        found: Counter[str] = Counter()
        for name, cost in costs(out.with_name(f"{out.name}.{number}")):
            found[next(stage for stage, pattern in STAGES if re.search(pattern, name))] += cost
        yield found


def costs(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the shared object and the cost of each line of a callgrind file; the costs of calls are their callees'."""
    names: dict[str, str] = {}
    here = ""
    called = False
    with path.open() as lines:
        for line in lines:
            named = NAME.match(line)
            if named:
                kind, number, name = named.groups()
                names.setdefault(number, name or "")
                if kind == "ob":
                    here = names[number]
            elif line.startswith("calls="):
                called = True
            elif line[0] in "+-*0123456789":
                if not called:
                    yield here, int(line.split()[1])
                called = False


def missing() -> str:
    """Return why nothing can be counted here; empty where it can."""
    if shutil.which("valgrind") is None:
        return "valgrind is not installed"
    compiled = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            "import sensor.engine.pipeline as p; print(p.__file__)",
        ],  # not the tree that it runs in
        check=True,
        capture_output=True,
        text=True,
    )
    return "this is the interpreted build" if compiled.stdout.strip().endswith(".py") else ""


def measure(folder: Path) -> dict[str, dict[str, int]]:
    """Return instructions a frame by mix and stage."""
    captures = [folder / f"{mix}.pcap" for mix in MIXES]
    for mix, capture in zip(MIXES, captures, strict=True):
        command = [sys.executable, "-m", "recipes.bench", "--frames", str(FRAMES), "--kind", mix, "-o", str(capture)]
        subprocess.run(command, cwd=REPO / "pcaps", check=True, capture_output=True)
    counted = zip(MIXES, count(captures, folder), strict=True)
    return {mix: {stage: round(stages[stage] / FRAMES) for stage, _ in STAGES} for mix, stages in counted}


def compare(found: dict[str, dict[str, int]], recorded: dict[str, dict[str, int]]) -> tuple[list[str], list[str]]:
    """Return the report as a Markdown table, and what has got worse."""
    lines = ["| capture | stage | instructions a frame | recorded | ratio |", "|---|---|---:|---:|---:|"]
    worse = []
    for mix, stages in found.items():
        for stage, now in stages.items():
            before = recorded.get(mix, {}).get(stage, 0)
            ratio = now / before if before else 0.0
            lines.append(f"| {mix} | {stage} | {now:,} | {before:,} | {f'{ratio:.2f}' if before else ''} |")
            if now > LEAST and now > TOO_MUCH * max(before, LEAST):
                worse.append(f"{mix}: {stage} takes {now:,} instructions a frame, {before:,} are recorded")
        total, past = sum(stages.values()), sum(recorded.get(mix, {}).values())
        lines.append(f"| {mix} | **all** | {total:,} | {past:,} | {f'{total / past:.2f}' if past else ''} |")
    return lines, worse


def main() -> int:
    """Count, report and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--record", action="store_true", help=f"write {RECORDED.name} anew")
    parser.add_argument("--folder", type=Path, default=REPO / "build" / "guard", help="for captures and the report")
    parser.add_argument("--inside", nargs="+", metavar="CAPTURE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        read_inside(options.inside)
        return 0
    reason = missing()
    if reason:
        print(f"guard: no instructions counted: {reason}")
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    found = measure(options.folder)
    recorded = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    lines, worse = compare(found, recorded)
    (options.folder / "report.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    if options.record:
        RECORDED.write_text(json.dumps(found, indent=2) + "\n")
        return 0
    for one in worse:
        print(f"guard: {one}", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())

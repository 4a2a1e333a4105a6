"""Fuzz every parser that reads the wire, and whole captures: ``make fuzz``.

    python tests/fuzz/run.py --seconds 3600                   all targets share the hour
    python tests/fuzz/run.py --seconds 60 --target dns        one of them
    python tests/fuzz/run.py --against .venv/compiled/bin/python
                                                              each input goes to the other build too, and both must agree
    python tests/fuzz/run.py --target dns --replay FILE       what becomes of one input

The interpreted build is led by the lines that an input reaches where atheris is installed. Inputs that break a promise are
kept in build/fuzz/findings, all others of interest in build/fuzz/corpus, from which the next run goes on.
"""

import argparse
import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[2]
# As in tests/conftest.py: `sensor` is the installed one, or what PYTHONPATH names; the tree's own comes last.
sys.path[:] = [place for place in sys.path if place != str(Path(__file__).resolve().parent)]
sys.path += [str(REPO), str(REPO / "tests")]
sys.dont_write_bytecode = True

MODULES = ("wire", "protocols", "captures", "pipeline")
INSTRUMENTED = ["sensor"]
ROOM = 600
"""Seconds over its time after which a target's process is stuck."""


def load_atheris(wanted: bool) -> Any:
    """Return atheris where it is wanted, installed, and of use: it sees only into interpreted code."""
    if not wanted:
        return None
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        return None
    return atheris


def load_targets(atheris: Any = None) -> dict[str, Any]:
    """Import the targets, and with them `sensor`, instrumented where atheris is given."""
    if atheris is not None:
        with atheris.instrument_imports(include=INSTRUMENTED, enable_loader_override=False):
            return load_targets()
    found = {}
    for module in MODULES:
        for target in importlib.import_module(f"fuzz.targets.{module}").TARGETS:
            found[target.name] = target
    return found


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Fuzz the parsers.")
    parser.add_argument("--seconds", type=float, default=60, help="for all targets together")
    parser.add_argument("--target", action="append", default=[], help="only this one; may be given again")
    parser.add_argument("--build", choices=("compiled", "pure"), help="refuse to run against the other build")
    parser.add_argument("--against", metavar="PYTHON", help="the interpreter that has the other build")
    parser.add_argument("--chance", action="store_true", help="do without atheris")
    parser.add_argument("--seed", type=int, default=1, help="where chance begins")
    parser.add_argument("--work", type=Path, default=REPO / "build/fuzz", help="folder for findings and inputs")
    parser.add_argument("--replay", type=Path, help="read one input with --target, and print what is seen")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    return parser.parse_args()


def run_one(options: argparse.Namespace) -> None:
    """Be the process of one target."""
    import sensor.wire.name as sample  # noqa: PLC0415 - only to see which build it is

    compiled = not (sample.__file__ or "").endswith(".py")
    for name in [name for name in sys.modules if name.split(".")[0] == "sensor"]:
        del sys.modules[name]
    atheris = load_atheris(not compiled and not options.chance)
    target = load_targets(atheris)[options.target[0]]
    from fuzz import engine  # noqa: PLC0415 - imports `sensor`, which had to be instrumented first

    peer = None
    if options.against:
        peer = engine.Peer([options.against, str(Path(__file__).resolve())])
    session = engine.Session(target, options.work / "findings" / target.name, peer)
    if atheris is None:
        engine.by_chance(session, options.seconds, options.seed)
    else:
        engine.with_atheris(atheris, session, options.seconds, options.work / "corpus" / target.name)


def run_all(options: argparse.Namespace) -> int:
    """Run the targets one after the other, each in a process of its own, and print what they came to."""
    from fuzz.walled import COMPILED  # noqa: PLC0415 - imports `sensor`

    build = "compiled" if COMPILED else "pure"
    if options.build not in (None, build):
        print(f"vestige: this is the {build} build, not the {options.build} one", file=sys.stderr)
        return 2
    targets = load_targets()
    unknown = [name for name in options.target if name not in targets]
    if unknown:
        print(f"vestige: no target {unknown[0]}; there are {', '.join(targets)}", file=sys.stderr)
        return 2
    names = options.target or list(targets)
    shares = sum(targets[name].share for name in names)
    led = "led by atheris" if load_atheris(not COMPILED and not options.chance) else "led by chance"
    print(
        f"vestige: fuzzing the {build} build, {led}, {options.seconds:.0f} seconds for {len(names)} targets", flush=True
    )
    print(f"{'target':<14}{'inputs':>12}{'a second':>10}{'slowest ms':>12}{'peak MB':>9}  findings", flush=True)
    failed = 0
    for name in names:
        seconds = options.seconds * targets[name].share / shares
        state = run_target(name, seconds, options)
        failed += len(state["findings"])
        print(
            f"{name:<14}{state['executions']:>12,}{state['executions'] / max(state['seconds'], 1):>10,.0f}"
            f"{state['slowest_ms']:>12}{state['peak_mb']:>9}  {', '.join(state['findings']) or 'none'}",
            flush=True,
        )
    if failed:
        print(f"vestige: {failed} findings; the inputs are in {options.work / 'findings'}")
    return 1 if failed else 0


def run_target(name: str, seconds: float, options: argparse.Namespace) -> dict[str, Any]:
    """Run the process of one target and return where it ended."""
    place = options.work / "findings" / name
    state = place / "state.json"
    state.unlink(missing_ok=True)
    log = options.work / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [
        sys.executable,
        __file__,
        "--one",
        "--target",
        name,
        "--seconds",
        str(seconds),
        "--work",
        str(options.work),
    ]
    command += ["--seed", str(options.seed)] + (["--against", options.against] if options.against else [])
    command += ["--chance"] if options.chance else []
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, env=environment)
        try:
            status: int | str = process.wait(timeout=seconds + ROOM)
        except subprocess.TimeoutExpired:
            process.kill()
            status = "stuck"
    found: dict[str, Any] = {"executions": 0, "seconds": 0.0, "slowest_ms": 0, "peak_mb": 0, "findings": []}
    if state.exists():
        found.update(json.loads(state.read_text()))
    if status != 0:
        found["findings"] = [*found["findings"], f"the process ended with {status}: {log}"]
    return found


def main() -> int:
    """Do what the command line says."""
    options = arguments()
    if options.answer:
        targets = load_targets()
        from fuzz import engine  # noqa: PLC0415 - imports `sensor`

        engine.answer(targets, sys.stdin.buffer, sys.stdout.buffer)
        return 0
    if options.replay:
        target = load_targets()[options.target[0]]
        from fuzz.target import Finding, check  # noqa: PLC0415 - as above

        seen = check(target, options.replay.read_bytes())
        print(seen.text if isinstance(seen, Finding) else seen)
        return int(isinstance(seen, Finding))
    if options.one:
        run_one(options)
        return 0
    return run_all(options)


if __name__ == "__main__":
    sys.exit(main())

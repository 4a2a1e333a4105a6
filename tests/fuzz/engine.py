"""Runs one target for a while: with atheris where it is installed and sees into the build, else by chance alone."""

import hashlib
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import IO, Any

from fuzz.mutate import mutate_bytes
from fuzz.seeds import chosen
from fuzz.target import Finding, Target, check, corpus

MAX_POOL = 4096
"""Inputs kept for further changes where chance alone leads."""
MAX_DEATHS = 20
"""Of the other build's process, after which it is of no use."""
SAY_EVERY = 2.0
"""Seconds between two words about where it stands."""
VARIABLE = re.compile(r"[0-9a-f]{2,}|'[^']*'|\d+|b\"[^\"]*\"")
"""What differs between two inputs that are read in the same way."""


class Peer:
    """The other build, in a process of its own: asked what it sees in an input."""

    def __init__(self, command: Sequence[str]) -> None:
        self.command = command
        self.deaths = 0
        self.process = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        """Start the process."""
        return subprocess.Popen([*self.command, "--answer"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, target: Target, data: bytes) -> str:
        """Return what it sees; a process that died says that."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(f"{target.name} {len(data)}\n".encode() + data)
            self.process.stdin.flush()
            size = self.process.stdout.readline()
            if size:
                return self.process.stdout.read(int(size)).decode("utf-8", "surrogatepass")
        except BrokenPipeError:
            pass
        status = self.process.wait()
        self.deaths += 1
        if self.deaths > MAX_DEATHS:
            sys.exit(f"{' '.join(self.command)} dies each time, last with {status}")
        self.process = self.start()
        return f"died with {status}"


def answer(targets: dict[str, Target], questions: IO[bytes], answers: IO[bytes]) -> None:
    """Be the other build: read inputs and say what is seen in them, until nobody asks any more."""
    for line in questions:
        name, size = line.split()
        seen = check(targets[name.decode()], questions.read(int(size)))
        said = (f"{seen.key}\n{seen.text}" if isinstance(seen, Finding) else seen).encode("utf-8", "surrogatepass")
        answers.write(f"{len(said)}\n".encode() + said)
        answers.flush()


class Session:
    """One target's run: counts, and keeps what broke a promise in *place*."""

    def __init__(self, target: Target, place: Path, peer: Peer | None) -> None:
        self.target = target
        self.place = place
        self.peer = peer
        self.executions = 0
        self.slowest = 0.0
        self.findings: dict[str, str] = {}
        self.began = self.said = time.monotonic()
        self.seen = ""
        self.place.mkdir(parents=True, exist_ok=True)

    def take(self, data: bytes) -> None:
        """Read one input."""
        before = time.thread_time()
        seen = check(self.target, data)
        self.slowest = max(self.slowest, time.thread_time() - before)
        self.executions += 1
        if isinstance(seen, Finding):
            self.keep(seen, data)
        else:
            self.seen = seen
            self.compare(seen, data)
        if time.monotonic() - self.said > SAY_EVERY:
            self.say()

    def compare(self, seen: str, data: bytes) -> None:
        """Ask the other build, if there is one."""
        if self.peer is None:
            return
        other = self.peer.ask(self.target, data)
        if other != seen:
            at = next((at for at, (one, two) in enumerate(zip(seen, other, strict=False)) if one != two), 0)
            first = max(0, at - 200)
            shape = hashlib.sha256(VARIABLE.sub("", seen[first:at] + other[at : at + 40]).encode()).hexdigest()[:8]
            text = f"here   …{seen[first : at + 200]}\nthere  …{other[first : at + 200]}\n"
            self.keep(Finding(f"differs-{shape}", text), data)

    def keep(self, finding: Finding, data: bytes) -> None:
        """Write an input that broke a promise, the first for each place."""
        if finding.key in self.findings:
            return
        self.findings[finding.key] = finding.text
        (self.place / finding.key).write_bytes(data)
        (self.place / f"{finding.key}.txt").write_text(finding.text, errors="backslashreplace")
        print(f"{self.target.name}: {finding.key}: {self.place / finding.key}", file=sys.stderr)
        self.say()

    def say(self) -> None:
        """Write down where it stands: atheris ends the process without a word to anybody."""
        self.said = time.monotonic()
        state = {
            "executions": self.executions,
            "seconds": round(self.said - self.began, 1),
            "slowest_ms": round(self.slowest * 1000, 1),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10,
            "findings": sorted(self.findings),
        }
        (self.place / "state.json").write_text(json.dumps(state))


def begin(target: Target) -> list[bytes]:
    """Return what a run starts from: the corpus in the repository, and seeds out of the captures."""
    return [
        b"",
        *(path.read_bytes() for path in corpus(target.name)),
        *chosen(lambda: iter(target.seeds()), target.limit),
    ]


def by_chance(session: Session, seconds: float, seed: int) -> None:
    """Change inputs at random; one that is read in a new way is kept for further changes."""
    target = session.target
    random = Random(seed)
    pool = begin(target)
    for data in pool:
        session.take(data)
    shapes: set[int] = set()
    session.slowest = 0.0
    while time.monotonic() - session.began < seconds:
        data = change(target, random.choice(pool), target.limit, random)
        session.take(data)
        shape = hash(VARIABLE.sub("", session.seen))
        if shape not in shapes and len(pool) < MAX_POOL:
            shapes.add(shape)
            pool.append(data)
    session.say()


def change(target: Target, data: bytes, most: int, random: Random) -> bytes:
    """Return another input, by the rules of the target three times out of four."""
    if target.mutate is not None and random.randrange(4):
        return target.mutate(data, most, random)
    return mutate_bytes(data, most, random)


def with_atheris(atheris: Any, session: Session, seconds: float, folder: Path) -> None:
    """Let atheris choose the inputs by the lines that they reach; it ends the process."""
    target = session.target
    folder.mkdir(parents=True, exist_ok=True)
    for data in begin(target):
        (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        random = Random(seed)
        if target.mutate is not None and random.randrange(4):
            return target.mutate(data, most, random)
        return bytes(atheris.Mutate(data, len(data)) if len(data) >= most else atheris.Mutate(data, most))

    options = [
        f"-max_total_time={max(1, int(seconds))}", f"-max_len={target.limit}", "-timeout=120", "-rss_limit_mb=2048",
        "-len_control=0", "-verbosity=0", "-print_final_stats=0", f"-artifact_prefix={session.place}/",
    ]  # fmt: skip
    argv = ["fuzz", *options, str(folder)]
    if target.mutate is None:
        atheris.Setup(argv, session.take)
    else:
        atheris.Setup(argv, session.take, custom_mutator=mutated)
    atheris.Fuzz()

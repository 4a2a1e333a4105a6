"""A desk on a bench: captures instead of taps, a clock that the test sets, outputs that it reads back."""

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.live.posts import killed

from sensor.engine.config.model import Config, FileOutput
from sensor.engine.live.clock import Clock
from sensor.engine.live.delivery import Channel
from sensor.engine.live.desk import Desk
from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.loading import Loaded, Loader
from sensor.engine.live.messages import LiveStats, TapStats
from sensor.engine.live.settings import Settings
from sensor.engine.live.state import State
from sensor.engine.live.systemd import Notifier
from sensor.engine.reader import InputReader
from sensor.match.matcher import Matcher
from sensor.model.observation import NEIGHBOUR_KINDS, Observation
from sensor.model.report import Coverage
from sensor.outputs.file import LineFile
from sensor.signatures import load

REPO = Path(__file__).resolve().parents[3]
INSTALLED = REPO / "pcaps/kaspersky/update-and-ksn.pcap"
HOST = "10.4.7.22"
"""The machine in it."""
SECOND = 1_000_000_000
NOON = 1_795_262_400 * SECOND
"""2026-11-21 12:00 UTC."""
SIGNATURES = load()
MATCHER = Matcher(SIGNATURES)


@dataclass
class FakeClock:
    """Two clocks that the test sets."""

    steady: int = 1000 * SECOND
    wall: int = NOON

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.steady += int(seconds * SECOND)
        self.wall += int(seconds * SECOND)

    @property
    def clock(self) -> Clock:
        """What the desk asks."""
        return Clock(lambda: self.steady, lambda: self.wall)


def files_of(config: Config) -> list[Channel]:
    """Open the output file of *config*."""
    output = config.output
    if output is None:
        return []
    made = LineFile(output.path, max_bytes=output.max_bytes, seconds=output.seconds, keep=output.keep)
    return [FileChannel(made)]


@dataclass
class Rig:
    """A desk and what it is given. *folder* holds its state and its output."""

    folder: Path
    config: Config = field(default_factory=Config)
    time: FakeClock = field(default_factory=FakeClock)
    channels: Callable[[Config], Sequence[Channel]] = files_of
    loader: Loader | None = None
    kept: bool = True
    """The state outlives the desk."""

    def __post_init__(self) -> None:
        if self.config.output is None and self.channels is files_of:
            self.config = replace(self.config, output=FileOutput(path=str(self.output)))
        self.said: list[str] = []
        config = self.config
        loader = self.loader or Loader(None, lambda _: config)
        self.desk = Desk(
            Settings(
                loader=loader,
                loaded=Loaded(config, SIGNATURES),
                state=State(str(self.folder / "state") if self.kept else None),
                channels=self.channels,
                complain=self.said.append,
                notifier=Notifier({}),
                clock=self.time.clock,
            )
        )

    @property
    def output(self) -> Path:
        """The file that lines are written to."""
        return self.folder / "eve.json"

    # A sink of the reader:

    def observed(self, observation: Observation) -> bool:
        """Do what the loop does with what a worker sees."""
        matches = [] if observation.kind in NEIGHBOUR_KINDS else MATCHER.match(observation)
        if matches:
            self.desk.matched(observation, matches)
        else:
            self.desk.seen(observation)
        return bool(matches) and observation.kind in {"tls", "quic", "http"}

    def play(self, capture: Path = INSTALLED) -> "Rig":
        """Give the desk all that a capture shows."""
        reader = InputReader(str(capture), 0, MATCHER, self, self.desk.outcome, observe_all=False)
        reader.run(None)
        assert reader.report.frames
        return self

    def tick(self, seconds: float = 1.0) -> bool:
        """Let time pass and call the desk."""
        self.time.forward(seconds)
        return self.desk.tick(self.time.wall)

    def lines(self, event_type: str = "") -> list[dict[str, Any]]:
        """Return the lines written, those of one type only if it is given."""
        if not self.output.exists():
            return []
        found = [json.loads(line) for line in self.output.read_bytes().splitlines()]
        return [line for line in found if event_type in ("", line["event_type"])]

    def alerts(self) -> list[tuple[str, str]]:
        """Return the alerts written: of whom, and which changes."""
        found = []
        for line in self.lines("alert"):
            metadata = line["alert"]["metadata"]
            found.append((metadata.get("host", ["sensor"])[0], "+".join(metadata["change"])))
        return found

    def crash(self) -> None:
        """End as kill -9 does: nothing is told or flushed, only the locks go."""
        killed(self.desk.state)
        for channel in self.desk.delivery.channels:
            channel.close()


class Shelf(Loader):
    """Gives what the test puts there."""

    def __init__(self, config: Config) -> None:
        super().__init__(None, lambda _: config)
        self.next: Loaded | Exception = Loaded(config, SIGNATURES)
        self.loads = 0

    def load(self) -> Loaded:
        """Give it."""
        self.loads += 1
        if isinstance(self.next, Exception):
            raise self.next
        return self.next


def shelved(tmp_path: Path) -> tuple[Rig, Shelf]:
    """Return a desk and what it loads from."""
    first = Rig(tmp_path, kept=False)
    shelf = Shelf(first.config)
    first.desk.close()
    first.output.unlink()
    return Rig(tmp_path, first.config, loader=shelf), shelf


def replace(config: Config, **changes: Any) -> Config:
    """Return *config* with other values."""
    import msgspec  # noqa: PLC0415 - only here

    return msgspec.structs.replace(config, **changes)


def stats(
    frames: int = 0, *, up: bool = True, two_sided: bool = True, ts: int = NOON, bypassed: int = 0, **more: Any
) -> LiveStats:
    """Return counters of one tap."""
    tap = TapStats(
        interface="tap0", worker=0, up=up, frames=frames, bytes=100 * frames, received=frames, dropped=0, freezes=0, lost=0,
        last=ts if frames else 0, bypassed=bypassed,
    )  # fmt: skip
    seen = Coverage(frames=frames, bytes=100 * frames, dns={"queries": frames})
    return LiveStats(ts=ts, started=NOON, taps=(tap,), coverage=lambda: seen, restarts=0, two_sided=two_sided, **more)


def pid() -> int:
    """This process."""
    return os.getpid()

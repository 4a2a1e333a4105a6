"""Listens as ``vestige watch`` does and writes what it is told as JSON lines: what tests and benchmarks read.

python tests/live/listen.py [--workers N] [--ring MB] [--user NAME] IFACE...
"""

import argparse
import json
import sys
import time
from typing import Any

from sensor.capture import InputError
from sensor.engine.live.messages import BlindEvent, LiveStats, Plan
from sensor.engine.live.options import RING_MEGABYTES, TapOptions
from sensor.engine.live.supervisor import run
from sensor.hosts.home import Home
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.report import InputReport
from sensor.signatures import load


class Lines:
    """Writes a line for everything."""

    def say(self, event: str, /, **values: Any) -> None:
        """Write one line."""
        sys.stdout.write(json.dumps({"event": event, "at": time.time_ns(), **values}) + "\n")
        sys.stdout.flush()

    def matched(self, observation: Observation, matches: list[Match]) -> None:
        """Tell of a match."""
        for match in matches:
            self.say(
                "match",
                ts=observation.ts,
                kind=observation.kind,
                host=observation.asks_from[0],
                value=match.value,
                shows=match.signature.shows.value,
                flow=observation.flow,
            )

    def seen(self, observation: Observation) -> None:
        """Say nothing of what is no match."""

    def outcome(self, outcome: FlowOutcome) -> None:
        """Tell of an outcome."""
        self.say("outcome", ts=outcome.ts, flow=outcome.flow, outcome=outcome.outcome.value, detail=outcome.detail)

    def stats(self, stats: LiveStats) -> None:
        """Tell the counters."""
        names = ("interface", "worker", "up", "frames", "bytes", "received", "dropped", "lost")
        taps = [{name: getattr(tap, name) for name in names} for tap in stats.taps]
        self.say("stats", taps=taps, frames=stats.coverage.frames, restarts=stats.restarts)

    def blind(self, event: BlindEvent) -> None:
        """Tell of a time without sight."""
        self.say("blind", kind=event.kind, since=event.since, until=event.until, frames=event.frames, what=event.what)

    def opened(self, taps: tuple[str, ...]) -> None:
        """Tell that all is open."""
        self.say("opened", taps=taps)

    def file_started(self, path: str) -> None:
        """Say nothing of files."""

    def file_done(self, report: InputReport) -> None:
        """Say nothing of files."""

    def tick(self, now: int) -> bool:
        """Nothing is due."""
        return False

    def reload(self) -> Plan | None:
        """Nothing changes."""
        return None

    def close(self) -> None:
        """Tell the end."""
        self.say("closed")


def main() -> int:
    """Listen until told to stop."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("interfaces", nargs="+")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--ring", type=int, default=RING_MEGABYTES)
    parser.add_argument("--user")
    asked = parser.parse_args()
    options = TapOptions(
        interfaces=tuple(asked.interfaces), workers=asked.workers, ring_megabytes=asked.ring, user=asked.user
    )
    try:
        return run(options, Plan(load(None)), Lines(), Home(None))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())

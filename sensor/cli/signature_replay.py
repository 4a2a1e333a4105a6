"""``vestige signatures test PCAP``: what each signature matched in captures, on which hosts, and where to look first."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import click

from sensor.findings.words import count
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet
from sensor.outputs.escape import printable

SHOWN_VALUES = 8
"""Values named for one signature; the count says how many there were."""
SHOWN_HOSTS = 8
"""Hosts named for one signature."""
MAX_VALUES = 100_000
"""Different values counted: hostile traffic can make up names without end."""
MAX_HOSTS = 10_000
"""Different hosts counted for one signature: hostile traffic can make up addresses, too."""

Value = tuple[str, str]
"""Field and value."""
Place = tuple[int, int]
"""Number of the input, number of the frame in it."""


class Hits:
    """What one signature matched."""

    def __init__(self) -> None:
        self.total = 0
        """Matches, those of values that are no longer told apart among them."""
        self.values: Counter[Value] = Counter()
        self.hosts: Counter[str] = Counter()
        self.places: dict[Value, Place] = {}
        """Where each value was seen first."""

    def add(self, match: Match, *, room: bool) -> bool:
        """Count a match, its value only where it is known or there is *room*; return whether it took room."""
        observation = match.observation
        host = match.host or observation.asks_from[0]
        self.total += 1
        if host in self.hosts or len(self.hosts) < MAX_HOSTS:
            self.hosts[host] += 1
        value = (match.field, match.value)
        new = value not in self.values
        if room or not new:
            place = (observation.source, observation.frame)
            self.values[value] += 1
            self.places[value] = min(place, self.places.get(value, place))
        return new and room


class Replay:
    """Counts what signatures matched in *inputs*; its `add` is the engine's ``on_event``."""

    def __init__(self, inputs: Sequence[str]) -> None:
        self.inputs = inputs
        self.hits: dict[str, Hits] = defaultdict(Hits)
        self.room = MAX_VALUES
        """Values that may still be added."""

    def add(self, _observation: Observation, matches: list[Match]) -> None:
        """Count the matches of one observation."""
        for match in matches:
            self.room -= self.hits[match.signature.id].add(match, room=self.room > 0)

    def print(self, found: SignatureSet) -> None:
        """Print for each signature that matched its values and hosts, with the first frame; then how many did not."""
        for signature in found.signatures:
            if signature.id in self.hits:
                for line in self._lines(signature.id, self.hits[signature.id]):
                    click.echo(printable(line))
        silent = sum(signature.id not in self.hits for signature in found.signatures)
        click.echo(f"{silent} of {len(found.signatures)} signatures matched nothing")

    def _lines(self, identity: str, hits: Hits) -> Iterable[str]:
        counts = (
            count(hits.total, "match", "matches"),
            count(len(hits.values), "value"),
            count(len(hits.hosts), "host"),
        )
        yield f"{identity}: {', '.join(counts)}"
        yield f"  of {_some([host for host, _ in hits.hosts.most_common()], SHOWN_HOSTS)}"
        for (field, value), number in hits.values.most_common(SHOWN_VALUES):
            source, frame = hits.places[field, value]
            yield f"  {number} x {field} {value}, first in frame {frame} of {self.inputs[source]}"
        if len(hits.values) > SHOWN_VALUES:
            yield f"  and {count(len(hits.values) - SHOWN_VALUES, 'value')} more"


def _some(names: Sequence[str], most: int) -> str:
    """Return the first of *names*, and how many there are besides."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more

"""Matcher: observation → matches, with every condition of every signature."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sensor.match.hostless import HostlessTable
from sensor.match.names import NameTable
from sensor.match.sightings import Conditions, narrowest
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.signature import SignatureSet

if TYPE_CHECKING:
    from sensor.match.explain import Explanation


class Matcher:
    """All signatures of a run, ready to be asked.

    ``names`` and ``servers`` are the compiled tables that tell early what no signature wants; ``hostless`` knows the
    indicators that look at HTTP requests without naming a host: then all of them have to be looked at. ``payloads`` and
    ``handshakes`` tell which first bytes and handshakes are worth it, ``wants_neighbours`` whether devices are.
    """

    def __init__(
        self, signatures: SignatureSet, *, search_suffixes: Sequence[str] = (), names: NameTable | None = None
    ) -> None:
        """Index *signatures*; *names* is the table of an earlier matcher for the same, which saves making it again."""
        self.conditions = Conditions(signatures.signatures, search_suffixes, names)
        self.names = self.conditions.index.table
        self.servers = self.conditions.servers
        self.hostless = HostlessTable(
            self.conditions.requests[rule[0].id, rule[1]] for rule in self.conditions.hostless
        )
        self.payloads = self.conditions.payloads
        self.handshakes = self.conditions.handshakes
        self.wants_neighbours = bool(self.conditions.devices)

    def wants(self, observation: Observation) -> bool:
        """Return whether *observation* has matches."""
        return next(iter(self.conditions.sightings(observation)), None) is not None

    def match(self, observation: Observation) -> list[Match]:
        """Return the matches of *observation*: for each signature, field and value one, by its narrowest indicator."""
        found = narrowest(self.conditions.sightings(observation))
        if not found:
            return []
        return [
            Match(
                observation=observation,
                signature=sighting.signature,
                indicator=sighting.position,
                field=sighting.field,
                value=sighting.value,
                factor=sighting.factor,
                note=sighting.note,
                host=sighting.host,
            )
            for sighting in found
        ]

    def explain(self, see: str) -> "Explanation":
        """Return what matches *see* (`sensor.signatures.see`, or a bare name in every field), and what nearly does.

        Raises ValueError, with the forms it could have, when *see* names no observation.
        """
        from sensor.match.explain import explain  # noqa: PLC0415 - a scan explains nothing

        return explain(self.conditions, see)

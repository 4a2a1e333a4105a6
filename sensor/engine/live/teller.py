"""Teller: matches in, alerts into the state. What is worth one is the policy's to say (`sensor.alerts.policy`)."""

from collections import OrderedDict
from collections.abc import Callable, Sequence

import msgspec

from sensor.alerts.eve import EveEncoder
from sensor.alerts.policy import Change, Policy, Told, changes, sights, spoken_for, told
from sensor.alerts.suppression import Suppressions
from sensor.alerts.times import rfc3339
from sensor.engine.live.state import Saying, State
from sensor.findings.attribution import Charge
from sensor.findings.live import LiveTracker
from sensor.findings.sites import tenant_of
from sensor.findings.tracker import finding_id
from sensor.model.finding import Finding
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.model.outcome import FlowOutcome
from sensor.model.signature import Shows, SignatureSet

MAX_SIGHTINGS = 20_000
"""Observations kept to show in alerts, the latest of each kind: some 30 MB. Past it an alert is made of its evidence alone."""
MAX_FINDINGS = 20_000
"""Findings whose counters are kept, those that changed last; as many as there are cases."""
MAX_VALUE = 512
"""Characters of a value, as evidence keeps them."""


class Standing(msgspec.Struct):
    """Where a finding stands: for counters and the table on a terminal."""

    finding: Finding
    told: Told | None
    """None: it is not told."""
    count: int
    reported: int = 0
    """Sights at the last report of repeats."""

    @property
    def repeats(self) -> int:
        """Sights since the last alert."""
        return self.count - (self.told.count if self.told is not None else 0)


class Teller:
    """Gathers what is seen and says what changed. *now* is always of a clock that only goes forward."""

    def __init__(self, tracker: LiveTracker, state: State, encoder: EveEncoder) -> None:
        self.tracker = tracker
        self.state = state
        self.policy = Policy()
        self.suppressions = Suppressions()
        self.standings: OrderedDict[str, Standing] = OrderedDict()
        self.alerts = 0
        """Told since the start."""
        self.sights = 0
        """Matches since the start."""
        self.on_told: Callable[[Finding, tuple[Change, ...]], None] | None = None
        self._encoder = encoder
        self._revisions = revisions(tracker.signatures)
        self._held: OrderedDict[str, Told] = OrderedDict()
        self._sightings: OrderedDict[tuple[int, str, str, str, str], Observation] = OrderedDict()

    def matched(self, observation: Observation, matches: Sequence[Match], now: int) -> None:
        """Take an observation that signatures want."""
        self.tracker.seen(observation)
        for match in matches:
            self.sights += 1
            if self.tracker.take(match, now) is not None:
                self._keep(observation, match)

    def _keep(self, observation: Observation, match: Match) -> None:
        asker = observation.asks_from[0]
        key = (match.signature.sid, match.field, match.value[:MAX_VALUE], asker, tenant_of(observation))
        self._sightings[key] = observation
        self._sightings.move_to_end(key)
        if len(self._sightings) > MAX_SIGHTINGS:
            self._sightings.popitem(last=False)

    def seen(self, observation: Observation) -> None:
        """Take one that tells who is who."""
        self.tracker.seen(observation)

    def outcome(self, result: FlowOutcome, now: int) -> None:
        """Take what became of a conversation."""
        self.tracker.ended(result, now)

    def tell(self, now: int, wall: int, *, settled: bool = False) -> None:
        """Judge what was touched and remember the alerts that come of it; with *settled* wait for nothing further."""
        self.suppressions.at(wall)
        while charges := self.tracker.changed(now, settled=settled):
            said = [saying for charge in charges if (saying := self._judge(charge, wall)) is not None]
            if said:
                self.state.say(said)
                self.alerts += len(said)
            if not settled:
                break

    def _judge(self, charge: Charge, wall: int) -> Saying | None:
        """Return the alert that the charge is worth at time *wall*, None for none."""
        held = self._hold_back(charge) if self.suppressions else ()
        if held and not charge.rows:
            return None
        finding = self.tracker.finding(charge)
        before = self._told(charge, finding)
        reasons = changes(before, finding, self.policy)
        after = told(before, finding) if reasons else before
        self._stand(finding, after)
        if not reasons:
            return None
        assert after is not None
        if self.on_told is not None:
            self.on_told(finding, reasons)
        return self._saying(finding, reasons, after, wall)

    def _told(self, charge: Charge, finding: Finding) -> Told | None:
        """Return what was last said of *finding*, be it under another address of the machine, before both were known."""
        standing = self.standings.get(finding.id)
        if standing is not None and standing.told is not None:
            return standing.told
        ids = dict.fromkeys([finding.id, *(finding_id(charge, host) for host in finding.host.ip)])
        return next((said for one in ids if (said := self.state.told(one)) is not None), None)

    def _hold_back(self, charge: Charge) -> tuple[str, ...]:
        """Take the suppressed rows out of *charge*; count the alert that they would have made. Return by what."""
        whole = self.tracker.finding(charge)
        names = {key: self.suppressions.of(whole.host.ip, row.signature) for key, row in charge.rows.items()}
        held = tuple(sorted({name for name in names.values() if name is not None}))
        if held:
            before = self._held.get(whole.id)
            if changes(before, whole, self.policy):
                self.suppressions.held.update(held)
                self._held[whole.id] = told(before, whole)
                if len(self._held) > MAX_FINDINGS:
                    self._held.popitem(last=False)
            charge.rows = {key: row for key, row in charge.rows.items() if names[key] is None}
        return held

    def _stand(self, finding: Finding, said: Told | None) -> None:
        count = sights(finding)
        standing = self.standings.get(finding.id)
        if standing is None:
            standing = self.standings[finding.id] = Standing(finding, said, count)
            if len(self.standings) > MAX_FINDINGS:
                self.standings.popitem(last=False)
        standing.finding, standing.told, standing.count = finding, said, count
        self.standings.move_to_end(finding.id)

    def _saying(self, finding: Finding, reasons: tuple[Change, ...], after: Told, wall: int) -> Saying:
        evidence = spoken_for(finding, reasons)
        tenant = finding.host.tenant or ""
        seen = self._sightings.get((evidence.sid, evidence.field, evidence.value, evidence.flow.src_ip, tenant))
        alert_id = f"{finding.id}-{after.number}"
        more = {
            "change": tuple(reason.value for reason in reasons),
            "alert_id": (alert_id,),
            "told_at": (rfc3339(wall),),
            "count": (str(after.count),),
            "host": finding.host.ip,
            "reasons": finding.reasons,
        }
        if finding.host.name:
            more["host_name"] = (finding.host.name,)
        if finding.host.mac:
            more["mac"] = (finding.host.mac,)
        line = self._encoder.alert(finding, evidence, self._revisions.get(evidence.sid, 1), seen, more)
        severity = 3 if finding.shows is Shows.ACCESS else 3 - finding.verdict.rank
        return Saying(alert_id, severity, line, finding.id, after)

    def replace(self, signatures: SignatureSet, now: int) -> None:
        """Judge by other signatures from now on."""
        self._revisions = revisions(signatures)
        self.tracker.replace(signatures, now)


def revisions(signatures: SignatureSet) -> dict[int, int]:
    """Return the revision of each sid."""
    return {signature.sid: signature.revision for signature in signatures.signatures}

"""Tracker: matches in, findings out."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence

import msgspec

from sensor.findings.attribution import Charge, charges, topic_of
from sensor.findings.bans import Shown, bans_of
from sensor.findings.evidence import Row, Sight, flow_key, sight_of
from sensor.findings.gather import CaseKey, Gathering, when
from sensor.findings.lifecycle import State
from sensor.findings.reasons import reasons_of
from sensor.findings.sites import Site, Sites, tenant_of
from sensor.findings.verdict import judge, times_of
from sensor.hosts.home import Home, parse_address
from sensor.model.bodies import Dns
from sensor.model.finding import Evidence, Finding, FrameRef, Host
from sensor.model.match import Match
from sensor.model.observation import NEIGHBOUR_KINDS, Observation
from sensor.model.outcome import FlowOutcome, Outcome
from sensor.model.signature import Shows, SignatureSet

MAX_FLOWS = 20_000
"""Conversations whose outcome is awaited; the oldest is forgotten first and its evidence keeps the outcome it had."""
MAX_ROWS_PER_FLOW = 64
"""Evidence that waits for the outcome of one conversation; one that carries more is a resolver's, whose fate is in the responses."""
MAX_HEARD = 65_536
"""Pairs of client and DNS server of which an answer was seen."""
ID_DIGITS = 12
"""Hexadecimal digits of a finding's id: 48 bits, no collision to expect among millions."""


class Tracker:
    """Gathers the matches of a run and says at any time what they amount to.

    *home* are the home networks (None or empty: the default); *paths* gives the path of an input by `Observation.source`.
    """

    def __init__(
        self, signatures: SignatureSet, *, home: Sequence[str] | None = None, paths: Callable[[int], str]
    ) -> None:
        self.signatures = signatures
        self.home = Home(home)
        self.sites = Sites(self.home)
        self._paths = paths
        self._gathering = Gathering()
        self._flows: dict[int, list[tuple[CaseKey, Row]]] = {}
        self._heard: set[tuple[str, str, str]] = set()
        self._no_host = 0
        self._forgotten = 0
        self._seen: Observation | None = None

    def seen(self, observation: Observation) -> None:
        """Take the hints of an observation that need not match: DHCP names devices, others show who relays."""
        self._seen = observation
        site = self.sites.learning(tenant_of(observation))
        if site is not None:
            self._learn(site, observation)

    def _learn(self, site: Site, observation: Observation) -> None:
        site.devices.note(observation)
        if observation.kind not in NEIGHBOUR_KINDS:
            site.roles.note(observation)

    def add(self, match: Match) -> CaseKey | None:
        """Take one match and return the case whose evidence it is, None when it is nobody's or there is no room."""
        observation = match.observation
        tenant = tenant_of(observation)
        site = self.sites.learning(tenant)
        if site is not None:
            if observation is not self._seen:
                self._learn(site, observation)
            if observation.kind not in NEIGHBOUR_KINDS:
                site.roles.note_wanted(observation, topic_of(match.signature))
        host = host_of(match, self.home)
        if host is None:
            self._no_host += 1
            return None
        sight = sight_of(observation)
        if isinstance(observation.body, Dns) and observation.body.is_response and len(self._heard) < MAX_HEARD:
            self._heard.add((tenant, sight.src, sight.dst))
        key = CaseKey(host, match.signature.vendor, match.signature.product, tenant)
        row = self._gathering.row(match, key)
        if row is None:
            return None
        row.take(match, sight)
        self._watch(observation.flow, key, row)
        return key

    def _watch(self, flow: int, key: CaseKey, row: Row) -> None:
        rows = self._flows.get(flow)
        if rows is None:
            if len(self._flows) >= MAX_FLOWS:
                del self._flows[next(iter(self._flows))]
                self._forgotten += 1
            self._flows[flow] = [(key, row)]
        elif len(rows) < MAX_ROWS_PER_FLOW and all(row is not held for _, held in rows):
            rows.append((key, row))

    def outcome(self, result: FlowOutcome) -> set[CaseKey]:
        """Take what became of a conversation and return the cases that it touches.

        A lookup's fate is in its response; a flow only tells that it had a chance.
        """
        touched = set()
        for key, row in self._flows.get(result.flow, ()):
            touched.add(key)
            if not row.is_dns:
                row.became(result.outcome, result.detail)
            elif result.outcome is not Outcome.UNKNOWN:
                row.became(Outcome.ATTEMPTED, "")
        return touched

    @property
    def cut(self) -> dict[str, int]:
        """What limits cost, by name; what is not there cost nothing."""
        counts = Counter(self._gathering.cut)
        counts.update(no_host=self._no_host, flows=self._forgotten, **self.sites.cut)
        return {name: number for name, number in sorted(counts.items()) if number}

    def findings(self) -> list[Finding]:
        """Return the findings so far: surest first, visits last of a verdict, then the latest, then by host and product."""
        found = [self.finding(charge) for charge in charges(self._gathering.cases, self.sites)]
        return sorted(found, key=finding_order)

    def finding(self, charge: Charge) -> Finding:
        """Return what the rows of *charge*, of which there must be one, amount to."""
        rows = sorted(charge.rows.values(), key=when)
        for row in rows:
            self._settle(row, charge.tenant)
        judgement = judge(rows)
        times = times_of(rows)
        shown = [Shown(row.signature.shows, row.signature.activity, row.times.first, row.times.last) for row in rows]
        return Finding(
            id=finding_id(charge),
            host=self._host(charge, times.first, times.last),
            vendor=charge.vendor,
            product=charge.product,
            shows=judgement.shows,
            verdict=judgement.verdict,
            score=judgement.score,
            state=State.OPEN,
            attribution=charge.attribution,
            via=charge.via,
            first_seen=times.first,
            last_seen=times.last,
            reasons=reasons_of(charge, judgement),
            bans=bans_of(self.signatures, charge.vendor, charge.product, shown),
            evidence=tuple(self._evidence(row) for row in rows),
        )

    def _host(self, charge: Charge, first: int, last: int) -> Host:
        host = self.sites.at(charge.tenant).devices.host(charge.host, first, last)
        return msgspec.structs.replace(host, tenant=charge.tenant) if charge.tenant else host

    def _settle(self, row: Row, tenant: str) -> None:
        """Call a question unanswered where answers of its server could be seen."""
        if (
            row.is_dns
            and not row.answered  # else the capture cut what was answered
            and row.outcome is Outcome.UNKNOWN
            and any((tenant, row.first.src, s) in self._heard for s in row.servers)
        ):
            row.became(Outcome.ATTEMPTED, "")

    def _evidence(self, row: Row) -> Evidence:
        signature = row.signature
        return Evidence(
            signature=signature.id,
            sid=signature.sid,
            title=signature.title,
            activity=signature.activity,
            shows=signature.shows,
            field=row.key.field,
            value=row.key.value,
            count=row.count,
            outcome=row.outcome,
            first_seen=row.times.first,
            last_seen=row.times.last,
            flow=flow_key(row.first),
            frame=self._frame(row.first),
            note="; ".join(part for part in (row.note, row.best_detail()) if part),
        )

    def _frame(self, sight: Sight) -> FrameRef:
        return FrameRef(self._paths(sight.source), sight.frame)


def host_of(match: Match, home: Home) -> str | None:
    """Return the address that *match* is about; None where that is no machine, or somebody else's server."""
    if match.host is None:
        side = home.side(match.observation)
        return None if side is None else side[0]
    asker = match.observation.asks_from[0]
    foreign = home.inside(asker) and not home.inside(match.host)
    return match.host if home.can_be_host(match.host) and not foreign else None


def finding_id(charge: Charge, host: str = "") -> str:
    """Return the id of a finding: the same for the same host (of the same tenant), vendor and product in every run.

    With *host* the one that it would have under another address of the machine.
    """
    parts = [host or charge.host, charge.vendor, charge.product] + (["behind"] if charge.behind else [])
    parts += [charge.tenant] if charge.tenant else []
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:ID_DIGITS]


def finding_order(finding: Finding) -> tuple[object, ...]:
    """Return what findings are sorted by; addresses by number, IPv4 before IPv6."""
    address = parse_address(finding.host.ip[0])
    place = (address.version, int(address)) if address else (0, 0)
    named = (finding.vendor, finding.product, finding.attribution, finding.id)
    return (-finding.verdict.rank, finding.shows is Shows.ACCESS, -finding.last_seen, place, *named)

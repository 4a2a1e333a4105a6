"""Live: the findings of a run without an end. Only the cases that something touched are judged anew; quiet ones are forgotten.

Times called *now* are nanoseconds of a clock that only goes forward, given by the caller; the times in findings are the
packets'. A case that is forgotten takes its evidence with it: what was said of it is remembered elsewhere.
"""

import math
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

from sensor.findings.attribution import Charge, charges, relatives
from sensor.findings.gather import MAX_CASES, MAX_TOTAL, CaseKey
from sensor.findings.keep import freeze, thaw
from sensor.findings.sites import Sites
from sensor.findings.tracker import Tracker
from sensor.model.bodies import Http
from sensor.model.match import Match
from sensor.model.outcome import FlowOutcome
from sensor.model.signature import SignatureSet

SECOND = 1_000_000_000
SETTLE = SECOND * 4 // 5
"""How long a case waits for what belongs together before it is judged: a lookup, its answer, the relay's copy of it, and
what became of the conversation, where that is clear at once (workers tell it within half a second)."""
QUIET = 7 * 24 * 3600 * SECOND
"""After so long without a match the evidence of a case is forgotten: a week shows the rhythm of any updater."""
FULL = 0.9
"""Share of the limits on cases and rows from which on the cases quiet longest make room."""
MAX_JUDGED = 2_000
"""Cases judged at once, some 0.2 s: beyond it the rest waits for the next call."""
MAX_RELAYS = 256
"""Proxies that name their clients, whose evidence is looked through whenever one of its product is judged."""
RENEWAL = 3600 * SECOND
"""Least time between two beginnings of what is known of devices and roles, made when its tables are full."""


class LiveTracker(Tracker):
    """A `Tracker` that tells what changed."""

    def __init__(
        self, signatures: SignatureSet, *, home: Sequence[str] | None = None, paths: Callable[[int], str]
    ) -> None:
        super().__init__(signatures, home=home, paths=paths)
        self.forgotten = 0
        """Cases forgotten to make room, not because they were quiet."""
        self.renewed = 0
        """Times that devices and roles were begun anew."""
        self._touched: dict[CaseKey, int] = {}
        self._last: OrderedDict[CaseKey, int] = OrderedDict()
        self._relays: set[CaseKey] = set()
        self._unsaved: dict[CaseKey, None] = {}
        self._renewed_at = 0

    @property
    def cases(self) -> int:
        """Hosts times products that evidence is held of."""
        return len(self._gathering.cases)

    @property
    def due(self) -> float:
        """When the next case is to be judged; infinity when none is."""
        return next(iter(self._touched.values())) + SETTLE if self._touched else math.inf

    def take(self, match: Match, now: int) -> CaseKey | None:
        """Take one match; its case will be among the `changed`."""
        key = self.add(match)
        if key is not None:
            self._touch(key, now)
            body = match.observation.body
            if isinstance(body, Http) and body.xff and len(self._relays) < MAX_RELAYS:
                self._relays.add(key)
        return key

    def ended(self, result: FlowOutcome, now: int) -> None:
        """Take what became of a conversation."""
        for key in self.outcome(result):
            if key in self._gathering.cases:
                self._touch(key, now)

    def _touch(self, key: CaseKey, now: int) -> None:
        self._touched.setdefault(key, now)
        self._unsaved[key] = None
        self._last[key] = now
        self._last.move_to_end(key)

    def changed(self, now: int, *, settled: bool = False) -> list[Charge]:
        """Return what may have changed since the last call; with *settled* nothing is waited for any longer."""
        due: list[CaseKey] = []
        for key, since in self._touched.items():
            if len(due) >= MAX_JUDGED or (since > now - SETTLE and not settled):
                break
            due.append(key)
        for key in due:
            del self._touched[key]
        return self._charges(due) if due else []

    def _charges(self, keys: Sequence[CaseKey]) -> list[Charge]:
        """Return all charges that the cases *keys* have a part in, each whole.

        A machine's charge has the rows of its own cases, one for each of its addresses, and of those of proxies that name it.
        """
        topics = {key[1:] for key in keys}
        cases = self._gathering.cases
        part = {key: cases[key] for key in keys if key in cases}
        part.update((key, cases[key]) for key in self._relays if key[1:] in topics and key in cases)
        for charge in charges(part, self.sites):
            own = CaseKey(charge.host, charge.vendor, charge.product, charge.tenant)
            if own in cases:
                part[own] = cases[own]
        for key in list(part):
            part.update((other, cases[other]) for other in relatives(key, part[key], self.sites) if other in cases)
        return charges(part, self.sites)

    def tidy(self, now: int) -> None:
        """Forget what is quiet, or quietest when room is short; begin full tables of devices anew."""
        while self._last:
            key, last = next(iter(self._last.items()))
            full = self.cases > FULL * MAX_CASES or self._gathering.total > FULL * MAX_TOTAL
            if last > now - QUIET and not full:
                break
            self.forgotten += last > now - QUIET
            self._forget(key)
        if any(self.sites.cut.values()) and now - self._renewed_at >= RENEWAL:
            self.sites = Sites(self.home)
            self._heard.clear()
            self._renewed_at = now
            self.renewed += 1

    def _forget(self, key: CaseKey) -> None:
        self._gathering.forget(key)
        self._unsaved[key] = None
        del self._last[key]
        self._touched.pop(key, None)
        self._relays.discard(key)

    def replace(self, signatures: SignatureSet, now: int) -> None:
        """Judge everything by *signatures* from now on; evidence of one that is gone goes with it."""
        self.signatures = signatures
        current = {signature.id: signature for signature in signatures.signatures}
        for key in list(self._gathering.cases):
            self._gathering.drop(key, lambda row: row.key.signature not in current)
            case = self._gathering.cases.get(key)
            if case is None:
                self._forget(key)
                continue
            for row in case.rows.values():
                row.signature = current[row.key.signature]
            self._touched.setdefault(key, now)

    def unsaved(self) -> list[tuple[CaseKey, bytes | None]]:
        """Return the cases that changed since the last call, as bytes; None for one that is forgotten."""
        cases = self._gathering.cases
        changed = [(key, freeze(cases[key].rows.values()) if key in cases else None) for key in self._unsaved]
        self._unsaved.clear()
        return changed

    def restore(self, kept: Iterable[tuple[CaseKey, bytes]], now: int) -> None:
        """Take the cases that an earlier process left; of signatures that are gone nothing stays."""
        current = {signature.id: signature for signature in self.signatures.signatures}
        for key, body in kept:
            rows = thaw(body, current)
            if not self._gathering.restore(key, rows):
                self._unsaved[key] = None
                continue
            self._last[key] = now
            if any(row.key.forwarded_for for row in rows) and len(self._relays) < MAX_RELAYS:
                self._relays.add(key)

"""Verdict: how sure the evidence makes us, and of what.

- Of one signature the best row counts: weight times factor, times 0.8 for a lookup, times 0.5 for what a stranger asked.
- Repeats raise it towards certainty: ``w + (1 - w) * w * bonus`` with ``bonus = min(0.6, 0.2 * (days - 1) + 0.2 if regular)``. The
  middle factor keeps weak signatures weak, however often they are seen; one lookup never becomes ``confirmed`` by it.
- Signatures combine as ``1 - Π(1 - w)``.
- Each class is judged on its own evidence: a visit never lifts an installation, an embedded engine never lifts the brand's
  product. The finding shows the class with the best verdict, of equals the strongest; ``access`` only when there is nothing else.

More evidence of a class never lowers its score, and more evidence of any kind never lowers the verdict, but for ``access``, which
yields to the first sign of anything else.
"""

from collections.abc import Iterable
from typing import NamedTuple

from sensor.findings.evidence import Row
from sensor.findings.times import Times
from sensor.model.fields import LOOKUP_FIELDS
from sensor.model.finding import Verdict
from sensor.model.signature import Shows

LOOKUP_ALONE = 0.8
"""Share of the weight that a DNS question has: browsers prefetch, mail filters and link checkers look names up."""
INBOUND = 0.5
"""Share of the weight of what a machine outside asked of the host: a scan, or home networks that are not set right."""
CONFIRMED = 0.95
LIKELY = 0.70
BONUS_DAY = 0.2
BONUS_REGULAR = 0.2
BONUS_MAX = 0.6
DIGITS = 3
"""Decimal places of a score; the verdict is taken from the rounded one, so that both always agree."""

ALMOST = 1 - 10**-DIGITS
"""The highest score while any doubt is left: rounding must not make certainty of it."""


class Judgement(NamedTuple):
    """What the evidence shows, how sure, as number and word."""

    shows: Shows
    score: float
    verdict: Verdict


def judge(rows: Iterable[Row]) -> Judgement:
    """Return the judgement of the evidence of one finding; *rows* must not be empty."""
    by_class: dict[Shows, list[Row]] = {}
    for row in rows:
        by_class.setdefault(row.signature.shows, []).append(row)
    if len(by_class) > 1:
        by_class.pop(Shows.ACCESS, None)
    judgements = []
    for shows, its_rows in by_class.items():
        value = score(its_rows)
        judgements.append(Judgement(shows, value, verdict_of(value)))
    return max(judgements, key=lambda j: (j.verdict.rank, j.shows.rank))


def verdict_of(value: float) -> Verdict:
    """Return the word for a score."""
    if value >= CONFIRMED:
        return Verdict.CONFIRMED
    return Verdict.LIKELY if value >= LIKELY else Verdict.POSSIBLE


def score(rows: Iterable[Row]) -> float:
    """Return how sure *rows*, all of one class, make us: 0 to 1."""
    by_signature: dict[str, list[Row]] = {}
    for row in rows:
        by_signature.setdefault(row.key.signature, []).append(row)
    doubt = 1.0
    for _, its_rows in sorted(by_signature.items()):
        doubt *= 1.0 - certainty(its_rows)
    return rounded(doubt)


def one_sight(weight: float, factor: float, field: str) -> float:
    """Return the score of a single sight in *field* of a signature's *weight*, seen in a way worth *factor*."""
    return rounded(1.0 - weight * factor * lookup_share(field))


def rounded(doubt: float) -> float:
    """Return the score that *doubt*, 0 to 1, leaves."""
    return round(1.0 - doubt, DIGITS) if doubt <= 0.0 else min(round(1.0 - doubt, DIGITS), ALMOST)


def certainty(rows: list[Row]) -> float:
    """Return what the rows of one signature count: the best of them, raised by repeats."""
    weight = max(row.strength * field_share(row) for row in rows)
    return weight + (1.0 - weight) * weight * repeat_bonus(times_of(rows))


def field_share(row: Row) -> float:
    """Return the share of the weight that the way of seeing leaves."""
    return lookup_share(row.key.field) * (INBOUND if row.key.inbound else 1.0)


def lookup_share(field: str) -> float:
    """Return the share of the weight that a look-up leaves: all of it for a field that shows more."""
    return LOOKUP_ALONE if field in LOOKUP_FIELDS else 1.0


def repeat_bonus(times: Times) -> float:
    """Return how much of the possible raise the repeats earn: 0 to `BONUS_MAX`."""
    bonus = BONUS_DAY * (times.day_count() - 1)
    if bonus < BONUS_MAX and times.interval():
        bonus += BONUS_REGULAR
    return min(BONUS_MAX, bonus)


def times_of(rows: Iterable[Row]) -> Times:
    """Return the sights of *rows* together; to be read only."""
    held = [row.times for row in rows]
    if len(held) == 1:
        return held[0]
    times = Times()
    for one in held:
        times.merge(one)
    return times

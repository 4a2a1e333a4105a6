"""Which bans a finding falls under: those that name its product, forbid what a piece of evidence shows, and bound then."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple

from sensor.model.signature import Activity, Ban, Shows, SignatureSet

SECOND = 1_000_000_000
LAST_SECOND = 253_402_300_799
"""The end of the year 9999, after which dates end; hostile captures have such times."""


class Shown(NamedTuple):
    """What one piece of evidence shows, and between which times (nanoseconds since the epoch)."""

    shows: Shows
    activity: Activity
    first: int
    last: int


def bans_of(signatures: SignatureSet, vendor: str, product: str, evidence: Iterable[Shown]) -> tuple[str, ...]:
    """Return the ids of the bans that fit, in order: each forbids what a piece of *evidence* shows on a day of its own."""
    dated = [(shown, _day(shown.first), _day(shown.last)) for shown in evidence]
    return tuple(
        ban.id
        for ban in signatures.bans_on(vendor, product)
        if any(forbids(ban, shown) and in_force(ban, first, last) for shown, first, last in dated)
    )


def in_force(ban: Ban, first: str, last: str) -> bool:
    """True when *ban* binds on a day from *first* to *last* (ISO 8601).

    Dates of this form compare as text. Where *ban* gives a month or a year, it binds from its first to its last day.
    """
    return ban.effective <= last and (not ban.until or first[: len(ban.until)] <= ban.until)


def forbids(ban: Ban, shown: Shown) -> bool:
    """True when *ban* prohibits what the evidence shows.

    A visit is only forbidden where access is. Whatever runs or stands in the network is use; a ban on updates fits when it
    asks for them. Buying and selling cannot be seen on a wire.
    """
    if shown.shows is Shows.ACCESS:
        return "access" in ban.prohibits
    return "use" in ban.prohibits or ("update" in ban.prohibits and shown.activity is Activity.UPDATE)


def _day(ts: int) -> str:
    return datetime.fromtimestamp(min(max(0, ts // SECOND), LAST_SECOND), UTC).date().isoformat()

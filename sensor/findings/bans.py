"""Which bans a finding falls under: those that name its vendor, forbid what it shows, and were in force."""

from collections.abc import Collection
from datetime import UTC, datetime

from sensor.model.signature import Activity, Ban, Shows, SignatureSet

SECOND = 1_000_000_000
LAST_SECOND = 253_402_300_799
"""The end of the year 9999, after which dates end; hostile captures have such times."""


def bans_of(
    signatures: SignatureSet, vendor: str, shows: Shows, activities: Collection[Activity], last_seen: int
) -> tuple[str, ...]:
    """Return the ids of the bans that fit, in order.

    *activities* are those of the evidence that counts; *last_seen* is in nanoseconds since the epoch.
    """
    known = signatures.vendors.get(vendor)
    named = known.bans if known else ()
    day = datetime.fromtimestamp(min(max(0, last_seen // SECOND), LAST_SECOND), UTC).date().isoformat()
    return tuple(
        sorted(
            ban.id
            for ban in signatures.bans.values()
            if (vendor in ban.vendors or ban.id in named) and in_force(ban, day) and forbids(ban, shows, activities)
        )
    )


def in_force(ban: Ban, day: str) -> bool:
    """True when *ban* takes effect on *day* (ISO 8601) or before; dates of this form compare as text."""
    return ban.effective <= day


def forbids(ban: Ban, shows: Shows, activities: Collection[Activity]) -> bool:
    """True when *ban* prohibits what the evidence shows.

    A visit is only forbidden where access is. Whatever runs or stands in the network is use; a ban on updates fits when it
    asks for them. Buying and selling cannot be seen on a wire.
    """
    if shows is Shows.ACCESS:
        return "access" in ban.prohibits
    return "use" in ban.prohibits or ("update" in ban.prohibits and Activity.UPDATE in activities)

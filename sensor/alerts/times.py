"""Times as text. All come in as nanoseconds since the epoch, from packets, and go out in UTC with microseconds."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS_CACHED = 1024
"""Whole seconds kept as text: packets come nearly in order, so a few suffice even when many files are interleaved."""


@lru_cache(maxsize=SECONDS_CACHED)
def _second(seconds: int) -> str:
    # Any signed 64-bit count of nanoseconds lies between the years 1677 and 2262: always inside datetime's range.
    return (EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")


def eve_time(ns: int) -> str:
    """Return ``2026-08-21T09:14:03.532140+0000``, the form of EVE."""
    seconds, rest = divmod(ns, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}+0000"


def rfc3339(ns: int) -> str:
    """Return ``2026-08-21T09:14:03.532140Z``."""
    seconds, rest = divmod(ns, 1_000_000_000)
    return f"{_second(seconds)}.{rest // 1000:06d}Z"


def reading_time(ns: int) -> str:
    """Return ``2026-08-21 09:14:03``, for people; the caller says UTC once."""
    return _second(ns // 1_000_000_000).replace("T", " ")

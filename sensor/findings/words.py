"""Numbers and lists in plain English, for reasons and reports."""

from collections.abc import Sequence

NANOSECONDS = 1_000_000_000
UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
"""Largest first, in seconds. A unit is used from two of it on."""


def count(number: int, noun: str, plural: str = "") -> str:
    """Return *number* and its noun: ``1 flow``, ``1,203 flows``; *plural* where an s is not enough."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def joined(parts: Sequence[str]) -> str:
    """Return ``a``, ``a and b`` or ``a, b and c``."""
    return " and ".join(([", ".join(parts[:-1])] if len(parts) > 1 else []) + list(parts[-1:]))


def duration(nanoseconds: int) -> str:
    """Return a length of time in two units, never rounded up: ``a second``, ``4 minutes 20 seconds``, ``3 days``."""
    seconds = nanoseconds // NANOSECONDS
    if seconds < 2:
        return "a second" if seconds < 1 else "1 second"
    at = next(at for at, (_, size) in enumerate(UNITS) if seconds >= 2 * size)
    parts = []
    for unit, size in UNITS[at : at + 2]:
        number, seconds = divmod(seconds, size)
        parts += [count(number, unit)] if number else []
    return " ".join(parts)

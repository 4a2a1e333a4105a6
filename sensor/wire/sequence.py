"""TCP sequence numbers: 32 bits that wrap around (RFC 9293 section 3.4)."""

MASK = 0xFFFFFFFF
HALF = 0x80000000
"""Half of the number space: what is farther ahead than this counts as behind."""


def wrapped(seq: int) -> int:
    """Return *seq* modulo 2**32."""
    return seq & MASK


def distance(one: int, other: int) -> int:
    """Signed ``one - other`` modulo 2**32."""
    value = (one - other) & MASK
    return value - MASK - 1 if value & HALF else value

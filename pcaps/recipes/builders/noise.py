"""Bytes that look random and are the same everywhere, always."""

import hashlib


def noise(seed: str, size: int) -> bytes:
    """Return *size* bytes that depend on *seed* alone."""
    return hashlib.shake_256(seed.encode()).digest(size)


def number(seed: str, low: int, high: int) -> int:
    """Return an integer from *low* to *high*, both included, that depends on *seed* alone."""
    return low + int.from_bytes(noise(seed, 8), "big") % (high - low + 1)

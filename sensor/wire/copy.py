"""Bytes out of a buffer. Compiled, ``bytes`` is what ``copy.pxd`` makes of it: one copy, and no view as an object before it."""

from sensor.wire.buffer import Buffer


def copied(data: Buffer, pos: int, end: int) -> bytes:
    """Return ``data[pos:end]``, as much of it as there is."""
    return bytes(data[pos:end])

"""IP fragments, put together in bounded memory (RFC 791 section 3.2, RFC 8200 section 4.5). Types stand in ``fragments.pxd``.

The first bytes that arrive for a place stay. A datagram whose pieces do not all come within the timeout, or that the
limits push out, is given up and counted.
"""

from sensor.flows.pieces import Pieces

MAX_DATAGRAMS = 1024
"""Datagrams in the making: a resolver behind a small MTU has a handful at a time."""
MAX_DATAGRAM_BYTES = 65535
MAX_PIECES = 128
"""64 KB in pieces of 512 bytes; smaller ones are an attack."""
MAX_TOTAL_BYTES = 8 * 1024 * 1024
TIMEOUT = 30_000_000_000
"""Nanoseconds; Linux's net.ipv4.ipfrag_time. RFC 8200 allows 60 s."""


class Datagram:
    """One datagram in the making."""

    __slots__ = ("pieces", "started", "total")

    def __init__(self, started: int) -> None:
        self.started = started
        self.pieces = Pieces()
        self.total = -1
        """Length, known once the last piece came; -1 before. The first that tells it counts."""

    def assemble(self) -> bytes | None:
        """Return the whole when no byte is missing."""
        if self.total < 0 or self.pieces.held < self.total:
            return None
        whole = self.pieces.joined()
        if len(whole) < self.total:
            return None
        return whole[: self.total] if len(whole) > self.total else whole


class Fragments:
    """Datagrams by key: see `sensor.flows.key`."""

    def __init__(self) -> None:
        self.table: dict[int, Datagram] = {}
        """The oldest first."""
        self.held = 0
        self.incomplete = 0
        """Datagrams given up."""
        self.oversize = 0
        """Pieces that would reach past 65,535 bytes, or one too many."""

    def add(self, key: int, offset: int, more: bool, piece: bytes, now: int) -> bytes | None:
        """Add a piece at *offset*; return the datagram's data when it is whole.

        *now* is in nanoseconds. It may go back a little: interfaces of one capture are not quite in step.
        """
        datagram = self.table.get(key)
        if datagram is not None and abs(now - datagram.started) >= TIMEOUT:
            self.drop(key)
            datagram = None
        if offset + len(piece) > MAX_DATAGRAM_BYTES:
            self.oversize += 1
            return None
        if datagram is None:
            datagram = self.table[key] = Datagram(now)
        fresh = datagram.pieces.fresh(offset, piece)
        if len(datagram.pieces) + len(fresh) > MAX_PIECES:
            self.oversize += 1
            return None
        if not more and datagram.total < 0:
            datagram.total = offset + len(piece)
        for start, part in fresh:
            datagram.pieces.put(start, part)
            self.held += len(part)
        whole = datagram.assemble()
        if whole is not None:
            self.held -= datagram.pieces.held
            del self.table[key]
        elif len(self.table) > MAX_DATAGRAMS or self.held > MAX_TOTAL_BYTES:
            self.make_room()
        return whole

    def drop(self, key: int) -> None:
        """Give a datagram up."""
        self.held -= self.table.pop(key).pieces.held
        self.incomplete += 1

    def make_room(self) -> None:
        """Push the oldest out until the limits hold."""
        while len(self.table) > MAX_DATAGRAMS or self.held > MAX_TOTAL_BYTES:
            self.drop(next(iter(self.table)))

    def flush(self) -> None:
        """Give everything up: the capture ended."""
        while self.table:
            self.drop(next(iter(self.table)))

"""CryptoStream: the handshake bytes of one connection, put together from CRYPTO frames in any order."""

from bisect import bisect_right

from sensor.protocols.quic.consts import MAX_CRYPTO, MAX_PIECES


class CryptoStream:
    """Bytes by their offset (RFC 9000 section 7.5). What arrived first for a place stays there."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        """Room for all bytes up to the highest offset seen; what is missing in it is zero."""
        self.starts: list[int] = []
        self.stops: list[int] = []
        """Runs ``starts[i]`` to ``stops[i]`` are here; ascending, and never touching each other."""

    def add(self, offset: int, piece: bytes) -> bool:
        """Add *piece* at *offset*; False where a limit is reached, and nothing is added."""
        stop = offset + len(piece)
        if stop > MAX_CRYPTO or len(self.starts) >= MAX_PIECES:
            return False
        if not piece:
            return True
        if stop > len(self.buffer):
            self.buffer += bytes(stop - len(self.buffer))
        first = bisect_right(self.starts, offset)
        if first and self.stops[first - 1] >= offset:
            first -= 1
        at = first
        start = place = offset
        while at < len(self.starts) and self.starts[at] <= stop:
            if place < self.starts[at]:
                self.buffer[place : self.starts[at]] = piece[place - offset : self.starts[at] - offset]
            start = min(start, self.starts[at])
            place = max(place, self.stops[at])
            at += 1
        if place < stop:
            self.buffer[place:stop] = piece[place - offset :]
        self.starts[first:at] = [start]
        self.stops[first:at] = [max(place, stop)]
        return True

    @property
    def ready(self) -> int:
        """Bytes from the beginning on without a gap."""
        return self.stops[0] if self.starts and self.starts[0] == 0 else 0

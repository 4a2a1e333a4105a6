"""CryptoStream: the handshake bytes of one connection, put together from CRYPTO frames in any order. Typed in ``crypto.pxd``."""

from bisect import bisect_right

from sensor.protocols.handshake.consts import CLIENT_HELLO, HANDSHAKE_HEADER
from sensor.protocols.quic.consts import MAX_CRYPTO, MAX_PIECES, VERSION_Q050
from sensor.protocols.quic.google import chlo_size


class CryptoStream:
    """Bytes by their offset (RFC 9000 section 7.5). What arrived first for a place stays there."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        """Room for all bytes up to the highest offset seen; what is missing in it is zero."""
        self.starts: list[int] = []
        self.stops: list[int] = []
        """Runs ``starts[i]`` to ``stops[i]`` are here; ascending, and never touching each other."""
        self.ready = 0
        """Bytes from the beginning on without a gap."""

    def add(self, offset: int, piece: bytes) -> bool:
        """Add *piece* at *offset*; False where a limit is reached, and nothing is added."""
        stop = offset + len(piece)
        if stop > MAX_CRYPTO or len(self.starts) >= MAX_PIECES:
            return False
        if not piece:
            return True
        if offset == len(self.buffer):  # behind all that is there, as it mostly comes
            self.buffer += piece
            if not self.starts:
                self.starts.append(0)
            self.stops[len(self.starts) - 1 :] = [stop]
        else:
            self.insert(offset, piece)
        if self.starts[0] == 0:
            self.ready = self.stops[0]
        return True

    def insert(self, offset: int, piece: bytes) -> None:
        """Put *piece* where others are already, or are still to come before it."""
        stop = offset + len(piece)
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


def lacking(hello: CryptoStream | None, version: int) -> int:
    """Bytes that a hello lacks at least; 0 when it is whole, negative when it is none."""
    if hello is None or hello.ready < HANDSHAKE_HEADER:
        return HANDSHAKE_HEADER - (0 if hello is None else hello.ready)
    data = hello.buffer
    if version == VERSION_Q050:
        size = chlo_size(bytes(data[: hello.ready]))
        if size <= 0:
            return size or 1
    elif data[0] == CLIENT_HELLO:
        size = HANDSHAKE_HEADER + (data[1] << 16 | data[2] << 8 | data[3])
    else:
        return -1
    return -1 if size > MAX_CRYPTO else max(0, size - hello.ready)

"""Pieces: bytes that wait for those before them. Of what comes twice for one place, the first stays.

A later copy that differs is a trick, and counting on the receiver to choose the later one would be a guess.
"""

from bisect import insort


class Pieces:
    """Bytes by place, no place twice, in the order of their places."""

    __slots__ = ("end", "held", "parts")

    def __init__(self) -> None:
        self.parts: list[tuple[int, bytes]] = []
        """(place of the first byte, bytes)"""
        self.held = 0
        """Bytes of all parts together."""
        self.end = 0
        """Place behind the last part."""

    def __len__(self) -> int:
        return len(self.parts)

    def fresh(self, start: int, data: bytes) -> list[tuple[int, bytes]]:
        """Return the parts of *data*, which begins at *start*, whose places are not taken yet."""
        at = start
        end = start + len(data)
        if at < end and start >= self.end:  # in order, as most come
            return [(start, data)]
        found = []
        for begin, part in self.parts:
            if begin >= end:
                break
            if begin > at:
                found.append((at, data[at - start : begin - start]))
            at = max(at, begin + len(part))
        if at < end:
            found.append((at, data[at - start :]))
        return found

    def put(self, start: int, data: bytes) -> None:
        """Keep *data*, which is fresh."""
        if start >= self.end:
            self.parts.append((start, data))
        else:
            insort(self.parts, (start, data))
        self.end = max(self.end, start + len(data))
        self.held += len(data)

    def pop_first(self) -> bytes:
        """Take out the part that lies first."""
        _, data = self.parts.pop(0)
        self.held -= len(data)
        return data

    def joined(self) -> bytes:
        """Return the parts from place 0 on as far as none is missing between them."""
        if self.held == self.end:
            return b"".join([data for _, data in self.parts])
        whole = bytearray()
        for start, data in self.parts:
            if start != len(whole):
                break
            whole += data
        return bytes(whole)

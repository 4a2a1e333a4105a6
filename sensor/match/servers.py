"""ServerTable: tells whether any signature wants a server's address and port.

The networks of all rules cut the address space into segments, each with the rules that cover it; a binary search finds
the segment. Nested and overlapping networks cost nothing at look-up. Types stand in ``servers.pxd``.
"""

from array import array
from collections.abc import Sequence

from sensor.match.networks import Row, add_rows, cut_space
from sensor.model.signature import ServerCondition
from sensor.wire.buffer import Buffer


class ServerTable:
    """Rules over servers: for each, networks (none: everywhere), port ranges (none: all) and a protocol (None: both).

    Rules are numbered by their position in *conditions*. ValueError for what is no network, no protocol, or too much.
    """

    def __init__(self, conditions: Sequence[ServerCondition] = ()) -> None:
        rows: list[Row] = []
        add_rows(rows, conditions, [rule for rule, condition in enumerate(conditions) if not condition.network])
        self.everywhere = len(rows)
        cuts4, spans4 = cut_space(conditions, 4, rows)
        cuts6, spans6 = cut_space(conditions, 6, rows)
        self.spans4 = array("I", spans4)
        self.spans6 = array("I", spans6)
        self.starts4 = array("I", cuts4)
        self.starts6 = array("Q", [cut >> 64 for cut in cuts6])
        self.lower6 = array("Q", [cut & 0xFFFFFFFFFFFFFFFF for cut in cuts6])
        self.port_from = array("I", [row[0] for row in rows])
        self.port_to = array("I", [row[1] for row in rows])
        self.protos = array("I", [row[2] for row in rows])
        self.rules = array("I", [row[3] for row in rows])

    def wants(self, data: Buffer, pos: int, length: int, port: int, proto: int) -> bool:
        """Return whether a rule wants the address of *length* 4 or 16 at ``data[pos]``, *port* and *proto* (6, 17)."""
        if self.everywhere and self._accepted(0, self.everywhere, port, proto) < self.everywhere:
            return True
        i = self._segment(data, pos, length)
        if length == 4:
            return self._accepted(self.spans4[i], self.spans4[i + 1], port, proto) < self.spans4[i + 1]
        if length == 16:
            return self._accepted(self.spans6[i], self.spans6[i + 1], port, proto) < self.spans6[i + 1]
        return False

    def find(self, packed: bytes, port: int, proto: int) -> list[int]:
        """Return the rules that want the packed address, *port* and *proto*, in order."""
        spans = [(0, self.everywhere)]
        if len(packed) in {4, 16}:
            i = self._segment(packed, 0, len(packed))
            table = self.spans4 if len(packed) == 4 else self.spans6
            spans.append((table[i], table[i + 1]))
        found = set()
        for start, end in spans:
            row = self._accepted(start, end, port, proto)
            while row < end:
                found.add(self.rules[row])
                row = self._accepted(row + 1, end, port, proto)
        return sorted(found)

    def _accepted(self, i: int, end: int, port: int, proto: int) -> int:
        """Return the first row in ``[i, end)`` that accepts *port* and *proto*, or *end*."""
        while i < end:
            if self.port_from[i] <= port <= self.port_to[i] and self.protos[i] in (0, proto):
                return i
            i += 1
        return end

    def _segment(self, data: Buffer, pos: int, length: int) -> int:
        """Return the segment that the packed address lies in; 0 for another length."""
        high = 0
        low = 0
        if length == 4:
            for i in range(pos, pos + 4):
                low = low << 8 | data[i]
            return self._find4(low)
        if length != 16:
            return 0
        for i in range(pos, pos + 8):
            high = high << 8 | data[i]
            low = low << 8 | data[i + 8]
        return self._find6(high, low)

    def _find4(self, address: int) -> int:
        """Return the last segment that starts at or before *address*."""
        low = 0
        high = len(self.starts4)
        while high - low > 1:
            middle = (low + high) >> 1
            if self.starts4[middle] <= address:
                low = middle
            else:
                high = middle
        return low

    def _find6(self, upper: int, lower: int) -> int:
        """Return the last segment that starts at or before the address with these halves."""
        low = 0
        high = len(self.starts6)
        while high - low > 1:
            middle = (low + high) >> 1
            start = self.starts6[middle]
            if start < upper or (start == upper and self.lower6[middle] <= lower):
                low = middle
            else:
                high = middle
        return low

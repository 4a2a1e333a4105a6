"""Needles: many sets of bytes with the places where they have to stand, tried on one piece of payload. Types stand in ``needles.pxd``."""

from collections.abc import Iterable

Part = tuple[bytes, int, int]
"""Bytes, the first place at which they may begin, and the place behind the last at which they may end."""


class Needles:
    """The payload conditions of a table, by their number. One holds where each of its parts stands in its place."""

    def __init__(self, conditions: Iterable[tuple[Iterable[Part], int]]) -> None:
        """Take for each condition its parts, and how many bytes of payload decide it."""
        self.parts: list[list[Part]] = []
        self.needs: list[int] = []
        for parts, need in conditions:
            self.parts.append(list(parts))
            self.needs.append(need)

    def holds(self, number: int, payload: bytes) -> bool:
        """Return whether *payload* fulfils the condition *number*."""
        for data, first, end in self.parts[number]:
            if payload.find(data, first, end) < 0:
                return False
        return True

    def any_holds(self, numbers: list[int], payload: bytes) -> bool:
        """Return whether *payload* fulfils one of the conditions *numbers*."""
        for number in numbers:
            if self.holds(number, payload):
                return True
        return False

    def need(self, numbers: list[int]) -> int:
        """Return how many bytes decide all of the conditions *numbers*."""
        most = 0
        for number in numbers:
            most = max(most, self.needs[number])
        return most

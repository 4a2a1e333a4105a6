"""A table of names as bytes and back, so that a large set of signatures need not be read name by name at each start."""

import sys
import zlib
from array import array
from io import BufferedIOBase
from itertools import islice

from sensor.match.names import NameTable
from sensor.wire.buffer import Buffer

_MAGIC = b"vestige names 2 " + sys.byteorder.encode() + b"\n"
_NUMBER = 4
"""Bytes of the checksum of the head, and of its length, which stand before it."""
MAX_SLOTS = 1 << 28
"""Slots of a table that is read back: 3 GB, for a hundred million names."""


def dump_names(table: NameTable) -> list[Buffer]:
    """Return *table* as pieces for `restore_names` on the same kind of machine, to be written one after the other."""
    body: list[Buffer] = [memoryview(column).cast("B") for column in (table.keys, table.values, table.hints)]
    numbers = [_checksum(body), table.used, table.everything, len(table.keys), len(table.also)]
    for first, others in table.also.items():
        numbers += [first, len(others), *others]
    head = array("Q", numbers).tobytes()
    before = _MAGIC + zlib.crc32(head).to_bytes(_NUMBER) + len(head).to_bytes(_NUMBER)
    return [before + head, *body]


def restore_names(file: BufferedIOBase) -> NameTable:
    """Return the table that `dump_names` gave the pieces of; ValueError for anything else."""
    numbers = iter(array("Q", _head(file)))
    checksum, used, everything, size, chains = islice(numbers, 5)
    also = {}
    for _ in range(chains):
        first, length = next(numbers), next(numbers)
        also[first] = tuple(islice(numbers, length))
    if not used < size <= MAX_SLOTS or size & (size - 1):
        raise _refusal()
    keys, values, hints = array("Q", [0]) * size, array("I", [0]) * size, array("B", [0]) * (size // 2)
    body: list[Buffer] = [memoryview(column).cast("B") for column in (keys, values, hints)]
    for column in body:
        if file.readinto(column) != len(column):
            raise _refusal()
    if _checksum(body) != checksum:
        raise _refusal()
    table = NameTable()
    table.adopt(keys, values, hints, used, everything, also)
    return table


def _head(file: BufferedIOBase) -> bytes:
    """Return the numbers before the columns."""
    start = len(_MAGIC)
    before = file.read(start + 2 * _NUMBER)
    head = file.read(int.from_bytes(before[start + _NUMBER :]))
    checksum = zlib.crc32(head).to_bytes(_NUMBER)
    if not head or before[:start] != _MAGIC or before[start : start + _NUMBER] != checksum or len(head) % 8:
        raise _refusal()
    return head


def _checksum(body: list[Buffer]) -> int:
    checksum = 0
    for column in body:
        checksum = zlib.crc32(column, checksum)
    return checksum


def _refusal() -> ValueError:
    return ValueError("no table of names, or one that was damaged or written on another kind of machine")

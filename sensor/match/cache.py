"""A table of names as bytes and back, so that a large set of signatures need not be read name by name at each start."""

import sys
import zlib
from array import array
from itertools import islice

from sensor.match.names import NameTable

_MAGIC = b"vestige names 1 " + sys.byteorder.encode() + b"\n"
_WORD = 8


def dump_names(table: NameTable) -> bytes:
    """Return *table* as bytes for `restore_names` on the same kind of machine."""
    numbers = [table.used, table.everything, len(table.keys), len(table.also)]
    for first, others in table.also.items():
        numbers += [first, len(others), *others]
    body = array("Q", [len(numbers), *numbers]).tobytes() + bytes(table.keys) + bytes(table.values)
    return _MAGIC + zlib.crc32(body).to_bytes(4, "big") + body


def restore_names(dumped: bytes) -> NameTable:
    """Return the table that `dump_names` wrote; ValueError for anything else."""
    head = len(_MAGIC) + 4
    body = dumped[head:]
    if dumped[: len(_MAGIC)] != _MAGIC or zlib.crc32(body).to_bytes(4, "big") != dumped[head - 4 : head]:
        raise ValueError("no table of names, or one that was damaged or written on another kind of machine")
    count = array("Q", body[:_WORD])[0]
    start = _WORD * (count + 1)
    numbers = iter(array("Q", body[_WORD:start]))
    used, everything, size, chains = islice(numbers, 4)
    also = {}
    for _ in range(chains):
        first, length = next(numbers), next(numbers)
        also[first] = tuple(islice(numbers, length))
    table = NameTable()
    keys = array("Q", body[start : start + _WORD * size])
    table.adopt(keys, array("I", body[start + _WORD * size :]), used, everything, also)
    return table

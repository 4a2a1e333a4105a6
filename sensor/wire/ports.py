"""Sets of port numbers, and of other numbers of 16 bits, that are asked about for every packet."""

from collections.abc import Iterable

PORTS = 65536


def port_table(ports: Iterable[int]) -> bytes:
    """Return a table with 1 for each of *ports* and 0 for the others."""
    table = bytearray(PORTS)
    for port in ports:
        table[port] = 1
    return bytes(table)

"""Server conditions cut into segments of the address space, for `sensor.match.servers` to search."""

import ipaddress
from collections.abc import Iterable, Sequence

from sensor.model.signature import ServerCondition

ANY_PORT = ((0, 65535),)
PROTOCOLS = {"tcp": 6, "udp": 17}
"""Numbers of the IANA protocol registry."""
IPV6 = 6
BITS = {4: 32, IPV6: 128}
"""Length of an address by IP version."""
ROW_LIMIT = 4_000_000
"""Rows of rules over all segments (64 MB). Only thousands of rules for one and the same network come near it."""

Row = tuple[int, int, int, int]
"""First port, last port, protocol number or 0, rule."""


def cut_space(conditions: Sequence[ServerCondition], version: int, rows: list[Row]) -> tuple[list[int], list[int]]:
    """Return where the segments of one address family start and which span of *rows* each has, adding those rows."""
    events: list[tuple[int, int, int]] = []
    for rule, condition in enumerate(conditions):
        for start, end in _merged(condition.network, version):
            events += [(start, 1, rule), (end, 0, rule)]
    cuts = [0]
    spans: list[int] = []
    active: set[int] = set()
    for cut, begins, rule in sorted(events):
        if cut != cuts[-1]:
            spans.append(len(rows))
            add_rows(rows, conditions, sorted(active))
            cuts.append(cut)
        if begins:
            active.add(rule)
        else:
            active.discard(rule)
    spans.append(len(rows))
    add_rows(rows, conditions, sorted(active))
    spans.append(len(rows))
    if cuts[-1] >> BITS[version]:  # the end of the last network is the end of the address space
        cuts.pop()
    return cuts, spans


def add_rows(rows: list[Row], conditions: Sequence[ServerCondition], rules: Iterable[int]) -> None:
    """Add to *rows* those of *rules*, positions in *conditions*. Raises ValueError when there are too many."""
    for rule in rules:
        rows += _rows(conditions[rule], rule)
    if len(rows) > ROW_LIMIT:
        raise ValueError(f"server conditions overlap too much: more than {ROW_LIMIT} rows")


def _rows(condition: ServerCondition, rule: int) -> Iterable[Row]:
    """Yield one row for each port range of *condition*."""
    if condition.proto is not None and condition.proto.lower() not in PROTOCOLS:
        raise ValueError(f"{condition.proto!r} is neither tcp nor udp")
    proto = PROTOCOLS[condition.proto.lower()] if condition.proto else 0
    for first, last in condition.port or ANY_PORT:
        yield first, last, proto, rule


def _merged(networks: Iterable[str], version: int) -> list[tuple[int, int]]:
    """Return where the *networks* of one family begin and end (not included), none overlapping another."""
    blocks = [ipaddress.ip_network(text, strict=False) for text in networks if (":" in text) == (version == IPV6)]
    merged: list[tuple[int, int]] = []
    for block in sorted(int(block.network_address) << 8 | block.prefixlen for block in blocks):
        start = block >> 8
        end = start + (1 << (BITS[version] - (block & 0xFF)))
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged

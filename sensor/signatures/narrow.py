"""What an indicator asks besides a name: the field it stands in, the port it is asked on, the names that are not meant.

The matcher calls this once it has found a name; lint and the documentation rely on the same few lines.
"""

from collections.abc import Iterable

from sensor.model.signature import Indicator
from sensor.signatures.names import covers


def wants_field(indicator: Indicator, field: str) -> bool:
    """Tell whether *indicator* looks at *field* (`sensor.model.fields`)."""
    return not indicator.fields or field in indicator.fields


def wants_port(indicator: Indicator, port: int) -> bool:
    """Tell whether *indicator* accepts *port*, the port of the side that is asked; one without ranges accepts all."""
    return not indicator.port or in_ranges(port, indicator.port)


def wants_name(indicator: Indicator, name: str) -> bool:
    """Tell whether *name*, which an indicator's host or suffix covers, is not among its exceptions."""
    return not any(covers(excluded, name) for excluded in indicator.excluding)


def narrows_to(indicator: Indicator, field: str, name: str, port: int) -> bool:
    """Tell whether the conditions beside the name hold: field, port and exceptions."""
    return wants_field(indicator, field) and wants_port(indicator, port) and wants_name(indicator, name)


def in_ranges(number: int, ranges: Iterable[tuple[int, int]]) -> bool:
    """Tell whether *number* lies in one of the inclusive *ranges*."""
    return any(low <= number <= high for low, high in ranges)

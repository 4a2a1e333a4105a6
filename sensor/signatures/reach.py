"""Which names an indicator speaks of, for checks: the names it writes down, and whether it reaches a given one.

Slow and plain; traffic is matched by `sensor.match`.
"""

import re
from collections.abc import Iterator

from sensor.model.signature import HttpCondition, Indicator
from sensor.signatures.names import covers, expand, fixed_labels, glob_to_regex, is_glob, is_regex
from sensor.signatures.narrow import wants_name
from sensor.signatures.regex import host_anchor, regex_of


def written_names(indicator: Indicator) -> Iterator[tuple[str, bool]]:
    """Yield ``(name, below)`` for each name that *indicator* is tied to; *below* when all below it are meant too.

    Of a glob or an expression that is the literal part at its right end.
    """
    for pattern in indicator.host:
        yield from _of_pattern(pattern)
    for suffix in indicator.suffix:
        yield suffix, True
    if indicator.http is not None:
        yield from _of_http(indicator.http)


def plain_names(indicator: Indicator) -> Iterator[str]:
    """Yield the whole names that the ``host`` values of *indicator* stand for."""
    for pattern in indicator.host:
        if not is_regex(pattern):
            yield from (name for name in expand(pattern) if not is_glob(name))


def reaches(indicator: Indicator, name: str) -> bool:
    """Tell whether ``host`` or ``suffix`` of *indicator* wants *name*; field and port are not asked."""
    if not wants_name(indicator, name):
        return False
    return any(covers(suffix, name) for suffix in indicator.suffix) or any(
        pattern_reaches(pattern, name) for pattern in indicator.host
    )


def pattern_reaches(pattern: str, name: str) -> bool:
    """Tell whether the ``host`` value *pattern* wants *name*."""
    if is_regex(pattern):
        return re.match(regex_of(pattern), name) is not None
    return any(_one_reaches(one, name) for one in expand(pattern))


def inside(name: str, domains: tuple[str, ...]) -> bool:
    """Tell whether *name* is one of *domains* or lies below one."""
    return any(covers(domain, name) for domain in domains)


def _one_reaches(pattern: str, name: str) -> bool:
    return re.match(glob_to_regex(pattern), name) is not None if is_glob(pattern) else pattern == name


def _of_pattern(pattern: str) -> Iterator[tuple[str, bool]]:
    if is_regex(pattern):
        yield host_anchor(pattern), True
        return
    for name in expand(pattern):
        yield (fixed_labels(name), True) if is_glob(name) else (name, False)


def _of_http(http: HttpCondition) -> Iterator[tuple[str, bool]]:
    if http.host is not None:
        yield from _of_pattern(http.host)
    if http.host_suffix is not None:
        yield http.host_suffix, True

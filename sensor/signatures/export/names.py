"""Host names of an indicator, taken apart: what every format starts from.

Numbered ranges are written out; what is left is of three kinds: a whole name, a name with all below it, and a pattern,
which is given as a regular expression that Python, PCRE and Go read alike.
"""

import enum
import re
from collections.abc import Iterator

import msgspec

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator
from sensor.signatures.names import covers, expand, fixed_labels, glob_to_regex, is_glob, is_regex
from sensor.signatures.narrow import wants_name
from sensor.signatures.regex import host_anchor, regex_of


class Kind(enum.StrEnum):
    """What a name stands for."""

    WHOLE = "host"
    BELOW = "suffix"
    PATTERN = "pattern"


class Name(msgspec.Struct, frozen=True):
    """One name or pattern, with what it does not mean."""

    kind: Kind
    text: str
    """The name; of a pattern what the signature file writes."""
    body: str = ""
    """Of a pattern: its regular expression without ``^`` and ``$``."""
    anchor: str = ""
    """Of a pattern: the literal labels at its right end."""
    excluding: tuple[str, ...] = ()
    """Names, and all below them, that it covers and that are not meant."""

    @property
    def literal(self) -> str:
        """Text that stands in every name that is meant."""
        return self.anchor if self.kind is Kind.PATTERN else self.text

    @property
    def expression(self) -> str:
        """An expression for the whole name, without anchors, without regard to exceptions."""
        if self.kind is Kind.PATTERN:
            return self.body
        below = r"(?:[^.]+\.)*" if self.kind is Kind.BELOW else ""
        return below + re.escape(self.text)

    def reaches(self, name: str) -> bool:
        """Tell whether *name* is meant."""
        if any(covers(one, name) for one in self.excluding):
            return False
        if self.kind is Kind.WHOLE:
            return self.text == name
        if self.kind is Kind.BELOW:
            return covers(self.text, name)
        return re.fullmatch(self.body, name, re.IGNORECASE | re.ASCII) is not None

    def __str__(self) -> str:
        return self.text if self.kind is Kind.WHOLE else f"{self.kind} {self.text}"


def names_of(indicator: Indicator) -> list[Name]:
    """Return the names of an indicator's ``host`` and ``suffix``; whole names that it excepts are gone."""
    found = [name for pattern in indicator.host for name in _of_pattern(pattern)]
    found += [Name(Kind.BELOW, suffix) for suffix in indicator.suffix]
    if not indicator.excluding:
        return found
    meant = [one for one in found if one.kind is Kind.PATTERN or wants_name(indicator, one.text)]
    return [msgspec.structs.replace(one, excluding=_excluded(one, indicator.excluding)) for one in meant]


def names_of_http(http: HttpCondition) -> list[Name]:
    """Return the names of the host that an ``http`` condition asks for; none when it asks for no host."""
    if http.host_suffix is not None:
        return [Name(Kind.BELOW, http.host_suffix)]
    return [] if http.host is None else list(_of_pattern(http.host))


def looks_at(indicator: Indicator, field: str) -> bool:
    """Tell whether the indicator's names are looked for in *field*."""
    return not indicator.fields or field in indicator.fields


def fields_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the fields that the indicator's names are looked for in."""
    return indicator.fields or fields.NAME_FIELDS


def _of_pattern(pattern: str) -> Iterator[Name]:
    if is_regex(pattern):
        yield Name(Kind.PATTERN, pattern, regex_of(pattern)[1:-1], host_anchor(pattern))
        return
    for one in expand(pattern):
        if is_glob(one):
            yield Name(Kind.PATTERN, one, glob_to_regex(one)[1:-1], fixed_labels(one))
        else:
            yield Name(Kind.WHOLE, one)


def _excluded(name: Name, excluding: tuple[str, ...]) -> tuple[str, ...]:
    if name.kind is Kind.WHOLE:
        return ()
    return tuple(one for one in excluding if covers(name.literal, one) or covers(one, name.literal))

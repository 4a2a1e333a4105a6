"""A name that a host pattern means: the positive test of a draft that has patterns only."""

import re
import re._constants as op  # type: ignore[import-not-found]
from collections.abc import Iterable

from sensor.signatures.names import expand, is_glob, is_regex, normal_name
from sensor.signatures.regex import Item, characters, parse, regex_of

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789-"
"""Characters to try for a set, those first that a name may begin with."""


def example_of(pattern: str) -> str:
    """Return a name that a ``host`` value means; empty where none is found, for an expression may mean what is no name."""
    if not is_regex(pattern):
        first = expand(pattern)[0]
        return first.replace("*", "x").replace("?", "x") if is_glob(first) else first
    expression = regex_of(pattern)
    try:
        name = normal_name(_text(parse(expression)))
    except ValueError:
        return ""
    return name if re.match(expression, name, re.ASCII | re.IGNORECASE) else ""


def _text(items: Iterable[Item]) -> str:
    """Return a short text that parsed *items* match: of what `sensor.signatures.regex` lets pass, nothing else."""
    found = ""
    for kind, value in items:
        if kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            found += _text(value[2]) * max(value[0], min(1, value[1]))
        elif kind is op.SUBPATTERN:
            found += _text(value[3])
        elif kind is op.BRANCH:
            found += _text(value[1][0])
        elif kind is not op.AT:
            meant = characters((kind, value))
            found += chr(value) if kind is op.LITERAL else next((one for one in LETTERS if ord(one) in meant), "")
    return found

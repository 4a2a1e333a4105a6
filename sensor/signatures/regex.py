"""Regular expressions that a signature may use: anchored, and unable to take more than linear time.

Traffic chooses the text that a signature's expression runs over, so an expression that backtracks is a way to stop the
sensor. The check looks at the parsed expression: every repeat that varies must repeat single characters, and be followed
by something that it cannot consume itself. Such an expression never has two ways to read the same text.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import warnings
from collections.abc import Sequence
from typing import Any

from sensor.signatures.limits import MAX_REGEX_REPEAT, MAX_TEXT, SMALL_REPEAT
from sensor.signatures.names import REGEX_PREFIX

Item = tuple[Any, Any]
MAX_GROUPS = 32
"""Parentheses in one expression: a bound on the depth to which its parts are walked."""
ALPHABET = frozenset(range(256))
"""Characters that sets are compared over; what lies above counts as one that every negated set holds."""

_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d",
    op.CATEGORY_NOT_DIGIT: r"\D",
    op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w",
    op.CATEGORY_NOT_WORD: r"\W",
}
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT)


def regex_of(text: str) -> str:
    """Return the expression of a value that starts with ``re:``."""
    return text.removeprefix(REGEX_PREFIX)


def compile_regex(text: str) -> re.Pattern[str]:
    """Return the compiled form of *text* (with or without ``re:``) after `check_regex`; letter case is ignored."""
    check_regex(text)
    return re.compile(regex_of(text), re.IGNORECASE | re.ASCII)


def check_regex(text: str) -> None:
    """Raise ValueError when *text* is no expression, has no ``^`` in front, or could take more than linear time."""
    _checked(text)


def _checked(text: str) -> list[Item]:
    """Return *text* parsed, after `check_regex`."""
    items = parse(regex_of(text))
    if not items or items[0] != (op.AT, op.AT_BEGINNING):
        raise ValueError("a regular expression starts with ^, so that it is tried at one place only")
    _check_sequence(items, ())
    return items


def host_anchor(text: str) -> str:
    """Return the literal labels at the right end of a host expression: what a matcher looks names up by.

    Raises ValueError when the expression fails `check_regex`, does not end with ``$``, or leaves fewer than two labels.
    """
    items = _checked(text)
    if items[-1] != (op.AT, op.AT_END):
        raise ValueError("a regular expression for a host ends with $")
    tail = _literal_tail(items[1:-1])
    whole = len(tail) == len(items) - 2
    labels = tail.split(".") if whole else tail.split(".")[1:]
    if len(labels) < 2 or not all(labels):
        raise ValueError(
            "a regular expression for a host ends with at least two literal labels, as in \\.example\\.com$"
        )
    return ".".join(labels).lower()


def parse(expression: str) -> list[Item]:
    """Return *expression* parsed. Raises ValueError when it is none, or larger than a signature may have it."""
    if len(expression) > MAX_TEXT:
        raise ValueError(f"a regular expression has at most {MAX_TEXT} characters")
    if expression.count("(") > MAX_GROUPS:
        raise ValueError(f"a regular expression has at most {MAX_GROUPS} groups")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # a set that a later Python would read in another way
            return list(parser.parse(expression, re.ASCII))
    except (re.error, OverflowError, FutureWarning) as error:
        raise ValueError(f"not a regular expression: {error}") from None


def _literal_tail(items: Sequence[Item]) -> str:
    tail = ""
    for kind, value in reversed(items):
        if kind is not op.LITERAL:
            break
        tail = chr(value) + tail
    return tail


def _check_sequence(items: Sequence[Item], after: Sequence[Item]) -> None:
    """Check each item of a sequence that is followed by *after*."""
    for index, (kind, value) in enumerate(items):
        rest = [*items[index + 1 :], *after]
        if kind in _REPEATS:
            _check_repeat(value, rest)
        elif kind is op.SUBPATTERN:
            _check_sequence(list(value[3]), rest)
        elif kind is op.BRANCH:
            for branch in value[1]:
                _check_sequence(list(branch), rest)
        elif kind not in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY, op.AT):
            raise ValueError(
                f"{str(kind).lower().replace('_', ' ')} is not allowed in a signature's regular expression"
            )


def _check_repeat(value: tuple[int, int, Any], rest: Sequence[Item]) -> None:
    low, high, body = value
    if high is not op.MAXREPEAT and high > MAX_REGEX_REPEAT:
        raise ValueError(f"a repeat is counted up to {MAX_REGEX_REPEAT} at most")
    inner = list(body)
    if _has_repeat(inner):
        raise ValueError("a repeat inside a repeat can take exponential time")
    if high is not op.MAXREPEAT and high - low <= SMALL_REPEAT and not _is_wide_choice(inner):
        return
    if len(inner) != 1 or inner[0][0] not in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
        raise ValueError("only single characters or sets may be repeated without a small bound")
    if characters(inner[0]) & _first(rest):
        raise ValueError("a repeat must be followed by something it cannot match itself, or end the expression")


def _has_repeat(items: Sequence[Item]) -> bool:
    for kind, value in items:
        if kind in _REPEATS:
            return True
        if kind is op.SUBPATTERN and _has_repeat(list(value[3])):
            return True
        if kind is op.BRANCH and any(_has_repeat(list(branch)) for branch in value[1]):
            return True
    return False


def _is_wide_choice(items: Sequence[Item]) -> bool:
    """Tell whether a repeated body has alternatives, which multiply with each turn."""
    return any(
        kind is op.BRANCH or (kind is op.SUBPATTERN and _is_wide_choice(list(value[3]))) for kind, value in items
    )


def _first(items: Sequence[Item]) -> frozenset[int]:
    """Return the characters that a match of *items* can start with; what may be empty adds what follows it."""
    found: frozenset[int] = frozenset()
    for index, (kind, value) in enumerate(items):
        if kind is op.AT:
            if value in (op.AT_END, op.AT_END_STRING):
                return found
            continue
        if kind in _REPEATS:
            found |= _first([*list(value[2]), *([] if value[0] else items[index + 1 :])])
            return found
        if kind is op.SUBPATTERN:
            return found | _first([*list(value[3]), *items[index + 1 :]])
        if kind is op.BRANCH:
            rest = items[index + 1 :]
            return found.union(*(_first([*list(branch), *rest]) for branch in value[1]))
        return found | characters((kind, value))
    return found


def characters(item: Item) -> frozenset[int]:
    """Return the characters that a one-character item matches, in either case."""
    kind, value = item
    if kind is op.LITERAL:
        return _both_cases(frozenset({value}))
    if kind is op.NOT_LITERAL:
        return ALPHABET - _both_cases(frozenset({value})) | {-1}
    if kind is op.IN:
        return _set_members(value)
    return ALPHABET | {-1}


def _set_members(parts: Sequence[Item]) -> frozenset[int]:
    negated = bool(parts) and parts[0][0] is op.NEGATE
    members: set[int] = set()
    for kind, value in parts[1:] if negated else parts:
        if kind is op.LITERAL:
            members.add(value)
        elif kind is op.RANGE:
            members.update(range(value[0], min(value[1], 0x10FF) + 1))
        elif kind is op.CATEGORY and value in _CATEGORIES:
            wanted = re.compile(_CATEGORIES[value], re.ASCII)
            members.update(code for code in ALPHABET if wanted.match(chr(code)))
    found = _both_cases(frozenset(members))
    return (ALPHABET - found) | {-1} if negated else found


def _both_cases(codes: frozenset[int]) -> frozenset[int]:
    text = "".join(chr(code) for code in codes if code >= 0)
    return codes | frozenset(map(ord, text.lower())) | frozenset(map(ord, text.upper()))

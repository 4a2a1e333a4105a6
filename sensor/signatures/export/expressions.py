"""Regular expressions of names, paths and User-Agents, as rules of other tools take them."""

import re
from collections.abc import Iterable

from sensor.signatures.export.names import Name
from sensor.signatures.names import is_glob, is_regex
from sensor.signatures.regex import regex_of

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)
"""An escape, a set, or one character."""
PATH_END = "(?:[?#]|$)"
"""What follows a path in a request target."""
MIN_LITERAL = 4
"""Characters of a text that is worth looking for before an expression is tried: shorter ones are everywhere."""

MAX_COMPARED = 256
"""Texts that a common part is looked for in; more of them have none that says anything."""


def name_expression(names: Iterable[Name], start: str = "^", end: str = "$") -> str:
    """Return one expression for *names* between *start* and *end*, their exceptions included as negative look-ahead (PCRE)."""
    return f"{start}(?:{'|'.join(_alternative(name, end) for name in names)}){end}"


def common_literal(texts: Iterable[str]) -> str:
    """Return the longest text that stands in each of *texts*; empty when it has fewer than `MIN_LITERAL` characters."""
    every = list(dict.fromkeys(texts))
    if not every or len(every) > MAX_COMPARED:
        return ""
    shortest = min(every, key=len)
    for length in range(len(shortest), MIN_LITERAL - 1, -1):
        for start in range(len(shortest) - length + 1):
            piece = shortest[start : start + length]
            if all(piece in text for text in every):
                return piece
    return ""


def text_expression(pattern: str) -> str:
    """Return the expression of a User-Agent or method pattern, anchored at its start, and at its end where it ends."""
    if is_regex(pattern):
        return regex_of(pattern)
    return f"^{_glob(pattern)}$" if is_glob(pattern) else f"^{re.escape(pattern)}$"


def path_expression(pattern: str) -> str:
    """Return the expression of a path pattern over a whole request target.

    The target may begin with scheme and host and go on with a query: what stands for any character stops before the query.
    """
    expression = text_expression(pattern)
    pieces = _PIECE.findall(expression)
    body = "".join(_inside_path(piece) for piece in pieces[1:])
    return rf"^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\/?#]*)?{body}"


def flags(pattern: str) -> str:
    """Return ``i`` where letter case is ignored: in regular expressions (`sensor.signatures.regex`)."""
    return "i" if is_regex(pattern) else ""


def in_quotes(expression: str) -> str:
    """Return *expression* for a rule's ``pcre:"/…/"``: what would end the option, the quotes or the expression is in hex."""
    return re.sub(r"\\?.", lambda found: _in_hex(found[0]), expression, flags=re.DOTALL)


def _in_hex(piece: str) -> str:
    character = piece[-1]
    if character in ';"/' or (ord(character) < 0x100 and not character.isprintable()):
        return f"\\x{ord(character):02x}"
    return piece


def _alternative(name: Name, end: str) -> str:
    if not name.excluding:
        return name.expression
    return rf"(?!(?:[^.]+\.)*(?:{'|'.join(map(re.escape, name.excluding))}){end}){name.expression}"


def _glob(pattern: str) -> str:
    return "".join({"*": ".*", "?": "."}.get(character, re.escape(character)) for character in pattern)


def _inside_path(piece: str) -> str:
    if piece == ".":
        return "[^?#]"
    if piece == "$":
        return PATH_END
    return f"{piece[:-1]}?#]" if piece.startswith("[^") else piece

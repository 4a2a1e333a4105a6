"""Reading STIX patterns (STIX 2.1 section 9) as far as they are about names and addresses.

A pattern is taken apart into alternatives; one that asks for more than a name or an address, in the same breath, is not
taken, for the rest of it alone would say more than was meant. Exceptions (``!=``, ``NOT LIKE``) beside a name are kept.
"""

import re
from collections.abc import Iterator
from typing import Any

MAX_PATTERN = 1_000_000
"""Characters of one pattern."""
MAX_DEPTH = 32
"""Parentheses inside one another; what tools write has three."""
MAX_JOINED = 500
"""Comparisons that AND joins: a suffix with as many exceptions."""
MAX_COMPARISONS = 100_000
"""Comparisons of all alternatives together, once AND has spread them."""
NAME_PATHS = {"domain-name:value", "network-traffic:dst_ref.value", "hostname:value"}
ADDRESS_PATHS = {"ipv4-addr:value", "ipv6-addr:value", "network-traffic:dst_ref.value"}
URL_PATH = "url:value"

_TOKEN = re.compile(
    r"\s*(?:(?P<sign>[\[\]()])|(?P<word>AND|OR|NOT|FOLLOWEDBY|WITHIN|REPEATS|START|STOP|EXISTS)\b"
    r"|(?P<op>=|!=|<=|>=|<|>|LIKE\b|MATCHES\b|ISSUBSET\b|ISSUPERSET\b|IN\b)"
    r"|'(?P<text>(?:[^'\\]|\\.)*)'|(?P<number>-?\d+(?:\.\d+)?)|(?P<comma>,)|(?P<path>[A-Za-z][\w.-]*:(?:[\w.\[\]*-]|'[^']*')+))",
    re.DOTALL,
)
Comparison = tuple[str, str, bool, str]
"""Path, operator, whether it is negated, value."""
Alternative = list[Comparison]
"""Comparisons that must all hold."""


class NotTaken(ValueError):
    """A pattern, or a part of one, that is about something else. The text says what."""


def alternatives(pattern: str) -> list[Alternative]:
    """Return the alternatives of *pattern*. Raises NotTaken for what cannot be told apart so."""
    if len(pattern) > MAX_PATTERN:
        raise NotTaken(f"its pattern is longer than {MAX_PATTERN} characters")
    reader = _Reader(list(_tokens(pattern)))
    found = reader.either(0, reader.observation)
    if reader.peek() is not None:
        raise NotTaken("its pattern says how often or in which order things are seen")
    return found


def _tokens(pattern: str) -> Iterator[tuple[str, str]]:
    position, end = 0, len(pattern.rstrip())
    while position < end:
        found = _TOKEN.match(pattern, position)
        if found is None:
            raise NotTaken("its pattern cannot be read")
        position = found.end()
        kind = str(found.lastgroup)
        yield kind, re.sub(r"\\(.)", r"\1", found[kind], flags=re.DOTALL) if kind == "text" else found[kind]


class _Reader:
    """Recursive descent over tokens. Every method takes the depth of parentheses and returns alternatives."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.position = 0

    def peek(self) -> str | None:
        """Return the next token's text, None at the end."""
        return self.tokens[self.position][1] if self.position < len(self.tokens) else None

    def take(self, kind: str, *texts: str) -> str:
        """Return the next token, which must be of *kind* and one of *texts* if there are any."""
        if self.position >= len(self.tokens):
            raise NotTaken("its pattern ends too early")
        found, text = self.tokens[self.position]
        if found != kind or (texts and text not in texts):
            raise NotTaken("its pattern cannot be read")
        self.position += 1
        return text

    def at(self, kind: str, text: str) -> bool:
        """Tell whether the next token is this one, and take it then."""
        if self.position < len(self.tokens) and self.tokens[self.position] == (kind, text):
            self.position += 1
            return True
        return False

    def either(self, depth: int, inner: Any) -> list[Alternative]:
        """Read what OR joins."""
        if depth > MAX_DEPTH:
            raise NotTaken(f"its pattern nests deeper than {MAX_DEPTH} parentheses")
        found = list(inner(depth))
        while self.at("word", "OR"):
            found += inner(depth)
        return found

    def observation(self, depth: int) -> list[Alternative]:
        """Read one observation expression."""
        if self.at("sign", "("):
            found = self.either(depth + 1, self.observation)
            self.take("sign", ")")
        else:
            self.take("sign", "[")
            found = self.either(depth + 1, self.both)
            self.take("sign", "]")
        if self.peek() in ("AND", "FOLLOWEDBY"):
            raise NotTaken("its pattern asks for several things to be seen")
        return found

    def both(self, depth: int) -> list[Alternative]:
        """Read what AND joins: of several alternatives on one side each goes with what stands on the other."""
        found = self.term(depth)
        while self.at("word", "AND"):
            more = self.term(depth)
            if len(found) > 1 and len(more) > 1:
                raise NotTaken("its pattern asks for one of several things twice")
            found = [one + other for one in found for other in more]
            if len(found) * len(found[0]) > MAX_COMPARISONS or len(found[0]) > MAX_JOINED:
                raise NotTaken("its pattern joins more comparisons than can be looked at")
        return found

    def term(self, depth: int) -> list[Alternative]:
        """Read a comparison, or an expression in parentheses."""
        if self.at("sign", "("):
            found = self.either(depth + 1, self.both)
            self.take("sign", ")")
            return found
        path = self.take("path")
        negated = self.at("word", "NOT")
        operator = self.take("op")
        if operator == "IN":
            return [[(path, "=", negated, value)] for value in self._values()]
        if self.position < len(self.tokens) and self.tokens[self.position][0] == "number":
            return [[(path, operator, negated, self.take("number"))]]
        return [[(path, operator, negated, self.take("text"))]]

    def _values(self) -> Iterator[str]:
        self.take("sign", "(")
        yield self.take("text")
        while self.at("comma", ","):
            yield self.take("text")
        self.take("sign", ")")

"""Host patterns, ready to be compared: whole names, numbered ranges, globs, regular expressions.

`sensor.signatures` says what a pattern may be; here it is taken apart into what the table of names can look up and a
test for the rest. All of it takes time linear in the name.
"""

import contextlib
import functools
import re

import msgspec

from sensor.signatures.names import expand, fixed_labels, is_glob, is_regex
from sensor.signatures.patterns import compile_pattern
from sensor.signatures.regex import host_anchor

KEPT = 4096
"""Patterns kept compiled. There are far fewer in any pack; names without wildcard are not among them."""

_PLAIN = re.compile(r"[a-z0-9_.-]*[a-z0-9_-]")


class Pattern:
    """A pattern of `sensor.signatures.patterns`, compiled when it is first tried: most patterns of a run never are.

    It has to be one that the signature loader takes.
    """

    __slots__ = ("_compiled", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._compiled: re.Pattern[str] | None = None

    def matches(self, text: str) -> bool:
        """Return whether *text* is what the pattern says."""
        return self.compiled().match(text) is not None

    def compiled(self) -> re.Pattern[str]:
        """Return it compiled."""
        if self._compiled is None:
            self._compiled = compile_pattern(self.text)
        return self._compiled


_patterns: dict[str, Pattern] = {}


def pattern_of(text: str) -> Pattern:
    """Return the pattern *text*, the same each time, so that it is compiled once whoever tries it."""
    found = _patterns.get(text)
    if found is None:
        found = Pattern(text)
        if len(_patterns) < KEPT:
            _patterns[text] = found
    return found


def compile_all() -> None:
    """Compile every pattern that there is now: processes that are started next need not."""
    for pattern in _patterns.values():
        with contextlib.suppress(ValueError):  # one that no loader takes is told where it is tried
            pattern.compiled()


class HostPattern(msgspec.Struct, frozen=True):
    """One ``host`` value, taken apart into what can be looked up and what has to be tried."""

    names: frozenset[str] = frozenset()
    globs: tuple[tuple[Pattern, ...], ...] = ()
    """One pattern a label."""
    regex: Pattern | None = None

    @property
    def endings(self) -> tuple[str, ...]:
        """Literal labels at the right end of the globs or the expression. Raises ValueError for one that has none."""
        if self.regex is not None:
            return (host_anchor(self.regex.text),)
        globs = (".".join(label.text for label in glob) for glob in self.globs)
        return tuple(dict.fromkeys(map(fixed_labels, globs)))

    def matches(self, name: str) -> bool:
        """Return whether *name*, lower case and without a trailing dot, is wanted."""
        if name in self.names or (self.regex is not None and self.regex.matches(name)):
            return True
        if not self.globs:
            return False
        labels = name.split(".")
        return any(
            len(glob) == len(labels) and all(one.matches(label) for one, label in zip(glob, labels, strict=True))
            for glob in self.globs
        )


def is_plain(text: str) -> bool:
    """Return whether *text* is a name in normal form, which needs no compiling."""
    return _PLAIN.fullmatch(text) is not None


@functools.lru_cache(maxsize=KEPT)
def compile_host(text: str) -> HostPattern:
    """Return the pattern that *text* writes. Raises ValueError for a range that the signature loader would refuse."""
    if is_regex(text):
        return HostPattern(regex=pattern_of(text))
    written = [name.lower().removesuffix(".") for name in expand(text)]
    globs = [name for name in written if is_glob(name)]
    return HostPattern(
        names=frozenset(name for name in written if not is_glob(name)),
        globs=tuple(tuple(pattern_of(label) for label in glob.split(".")) for glob in globs),
    )


def host_matches(text: str, name: str) -> bool:
    """Return whether the ``host`` value *text* wants *name*."""
    return text == name or (not is_plain(text) and compile_host(text).matches(name))

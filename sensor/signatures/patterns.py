"""Patterns for text that is no host name: paths, User-Agents, methods.

Plain text is compared whole; ``*`` stands for any text and ``?`` for one character; ``re:`` starts a checked regular
expression. Letter case counts, except in a regular expression and in a method.
"""

import re
from urllib.parse import urlsplit

from sensor.signatures.names import is_glob, is_regex
from sensor.signatures.regex import compile_regex


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Return *pattern* as an expression for `re.Pattern.match`. Raises ValueError for a refused regular expression."""
    if is_regex(pattern):
        return compile_regex(pattern)
    if not is_glob(pattern):
        return re.compile(re.escape(pattern) + r"\Z", re.DOTALL)
    # Each * may be read lazily up to the next fixed text and never has to go back: atomic groups keep it linear.
    *heads, tail = pattern.split("*")
    body = "".join(_fixed(part) if index == 0 else f"(?>.*?{_fixed(part)})" for index, part in enumerate(heads))
    if "*" in pattern:
        return re.compile(f"{body}(?:.*{_fixed(tail)})" + r"\Z", re.DOTALL)
    return re.compile(_fixed(pattern) + r"\Z", re.DOTALL)


def request_path(target: str) -> str:
    """Return the path of an HTTP request target: what a ``path`` pattern is compared with, without the query.

    An absolute target (a request to a proxy) loses its scheme and host, ``/index/u0607g.xml?x=1`` its query.
    """
    if target.startswith("/"):
        return target.partition("?")[0].partition("#")[0]
    try:
        return urlsplit(target).path or "/"
    except ValueError:
        return target


def _fixed(text: str) -> str:
    return re.escape(text).replace(r"\?", ".")

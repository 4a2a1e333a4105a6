"""Plain lists: values one a line; also hosts files, and the rules of an AdGuard filter that are names."""

import re

from sensor.signatures.importing.entries import Entries, Group, text_of

TITLE = "Imported names"
MAX_LINE = 4_096
"""Characters of a line; a longer one holds no name."""
COMMENTS = ("#", "!", ";", "//", "[")
LOCAL = frozenset({"localhost", "local", "broadcasthost", "ip6-localhost", "ip6-loopback"})
"""Names that hosts files hold besides."""
_ADDRESS = re.compile(r"(?:0|[0-9]+(?:\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*)\s")
"""What a line of a hosts file begins with (hosts(5))."""
_RULE = re.compile(r"(?P<bars>\|\|?)(?P<name>[^|^$/]+)\^(?:\$denyallow=(?P<except>[^,$]+))?")
_EXPRESSION = re.compile(r"/(?P<body>\^.*\$)/(?:\$denyallow=(?P<except>[^,$/]+))?")
"""Rules of names, and of expressions, as `sensor.signatures.export.adguard` writes them."""


def read(data: bytes, entries: Entries) -> None:
    """Add the values of a list. Raises ImportRefused for what is no text."""
    group = entries.group(TITLE)
    for number, line in enumerate(text_of(data).splitlines(), 1):
        _read_line(entries, group, line.strip(), f"line {number}")


def _read_line(entries: Entries, group: Group, line: str, place: str) -> None:
    if not line or line.startswith(COMMENTS):
        return
    if len(line) > MAX_LINE:
        entries.skip(place, f"longer than {MAX_LINE} characters")
    elif line.startswith("@@"):
        entries.skip(place, "an exception to other rules")
    elif line.startswith(("|", "/")):
        _read_rule(entries, group, line, place)
    else:
        _read_words(entries, group, re.split(r"\s[#!;]", line)[0].strip(), place)


def _read_rule(entries: Entries, group: Group, line: str, place: str) -> None:
    expression = _EXPRESSION.fullmatch(line)
    rule = _RULE.fullmatch(line)
    if expression:
        excepted = _names(expression["except"])
        entries.add_pattern(group, expression["body"].replace("\\/", "/"), place, excepted)
    elif rule is None:
        entries.skip(place, "a rule that is more than a name")
    elif rule["bars"] == "|":
        entries.add_host(group, rule["name"], place)
    else:
        entries.add_suffix(group, rule["name"], place, _names(rule["except"]))


def _names(text: str | None) -> tuple[str, ...]:
    return tuple(text.split("|")) if text else ()


def _read_words(entries: Entries, group: Group, line: str, place: str) -> None:
    is_hosts = _ADDRESS.match(line)
    words = line.split()[1:] if is_hosts else re.split(r"[\s,]+", line)
    for word in words if is_hosts else words[:1]:
        if is_hosts and word.lower() in LOCAL:
            continue
        entries.add(group, word, place)
    if not is_hosts and len(words) > 1:
        entries.skip(place, "what follows the first word")

"""STIX 2.1: the indicators of a bundle, a TAXII envelope or a list of objects, whose patterns are about names and addresses."""

from typing import Any
from urllib.parse import urlsplit

import msgspec

from sensor.signatures.importing.entries import Entries, Group, ImportRefused, text_of
from sensor.signatures.importing.patterns import (
    ADDRESS_PATHS,
    NAME_PATHS,
    URL_PATH,
    Alternative,
    Comparison,
    NotTaken,
    alternatives,
)

MAX_OBJECTS = 100_000
"""Objects of one file; feeds hand theirs out in pages of some thousands."""
MAX_TITLE = 200
"""Characters of an indicator's name that a title takes."""
MAX_SOURCES = 20
"""References of one indicator."""


def read(data: bytes, entries: Entries) -> None:
    """Add the names and networks of the indicators, in a group for each. Raises ImportRefused for what is no STIX."""
    try:
        found = msgspec.json.decode(text_of(data))
    except (msgspec.DecodeError, RecursionError) as error:
        raise ImportRefused(f"not JSON that can be read: {error}") from None
    objects = found.get("objects", [found]) if isinstance(found, dict) else found
    if not isinstance(objects, list) or not any(isinstance(one, dict) and "type" in one for one in objects):
        raise ImportRefused("neither a STIX bundle nor a list of STIX objects")
    if len(objects) > MAX_OBJECTS:
        raise ImportRefused(f"more than {MAX_OBJECTS} objects: cut it into several files")
    for number, one in enumerate(objects, 1):
        if isinstance(one, dict) and one.get("type") == "indicator":
            _read_indicator(entries, one, f"object {number}")


def _read_indicator(entries: Entries, one: dict[str, Any], place: str) -> None:
    pattern = one.get("pattern")
    if not isinstance(pattern, str) or one.get("pattern_type", "stix") != "stix":
        entries.skip(place, "its pattern is not in the language of STIX")
        return
    if one.get("revoked") is True:
        entries.skip(place, "it is revoked")
        return
    try:
        found = alternatives(pattern)
    except NotTaken as why:
        entries.skip(place, str(why))
        return
    name = one.get("name")
    group = entries.group(
        name.strip()[:MAX_TITLE] if isinstance(name, str) and name.strip() else f"Imported indicator {place}"
    )
    for alternative in found:
        try:
            _add(entries, group, alternative, place)
        except NotTaken as why:
            entries.skip(place, str(why))
    _add_sources(group, one)


def _add_sources(group: Group, one: dict[str, Any]) -> None:
    references = one.get("external_references")
    for reference in references[:MAX_SOURCES] if isinstance(references, list) else ():
        url = reference.get("url") if isinstance(reference, dict) else None
        if isinstance(url, str) and url.startswith(("https://", "http://")):
            group.sources.setdefault(url)


def _add(entries: Entries, group: Group, alternative: Alternative, place: str) -> None:
    """Add what one alternative names. Raises NotTaken."""
    wanted = [one for one in alternative if not _is_exception(one)]
    if len(wanted) != 1:
        raise NotTaken("its pattern asks for more than a name or an address")
    path, operator, _negated, value = wanted[0]
    excepted = _exceptions(path, [one for one in alternative if _is_exception(one)])
    if path in ADDRESS_PATHS and (operator == "ISSUBSET" or (operator == "=" and path not in NAME_PATHS)):
        entries.add(group, value, place)
    elif path == URL_PATH and operator == "=":
        entries.add_host(group, _host(value), place)
        entries.skip(place, "the path of its URL: only the host is taken")
    elif path not in NAME_PATHS:
        raise NotTaken("its pattern is about something else than names and addresses")
    elif operator == "=":
        entries.add(group, value, place) if "*" not in value else entries.skip(
            place, "neither a host name nor a network"
        )
    elif operator == "LIKE" and value.startswith("%.") and "%" not in value[1:]:
        entries.add_suffix(group, value[2:], place, excepted)
    elif operator == "MATCHES":
        entries.add_pattern(group, value, place, excepted)
    else:
        raise NotTaken(f"its pattern compares a name by {operator}")


def _is_exception(one: Comparison) -> bool:
    return one[2] or one[1] == "!="


def _exceptions(path: str, comparisons: list[Comparison]) -> tuple[str, ...]:
    """Return the names that stand beside a name as exceptions: each once, whether written alone or with all below it."""
    names: dict[str, None] = {}
    for other, operator, negated, value in comparisons:
        below = operator == "LIKE" and negated and value.startswith("%.")
        if other != path or not (below or (operator == "!=" and not negated)):
            raise NotTaken("its pattern excepts more than names")
        names.setdefault(value.removeprefix("%.") if below else value)
    return tuple(names)


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""

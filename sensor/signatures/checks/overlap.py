"""A name in two signatures: of one product its weight counts twice, of different classes a reader should know."""

from collections import defaultdict
from collections.abc import Iterator

from sensor.model.signature import Indicator, Signature, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity
from sensor.signatures.reach import plain_names, reaches, written_names

NAME = "overlap"

Entry = tuple[Signature, Indicator]


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield one problem for each pair of signatures that share a name, at the later one."""
    index: dict[str, list[Entry]] = defaultdict(list)
    for signature in signatures.signatures:
        for indicator in signature.any:
            for name in _keys(indicator):
                index[name].append((signature, indicator))
    told: set[tuple[str, str]] = set()
    for signature in signatures.signatures:
        for indicator in signature.any:
            for name in [*plain_names(indicator), *indicator.suffix]:
                if reaches(indicator, name):
                    yield from _others(signature, indicator, name, index, told)


def _keys(indicator: Indicator) -> set[str]:
    """Return the names to look an indicator up by; HTTP conditions narrow a name on purpose and are left out."""
    if indicator.http is not None:
        return set()
    return {name for name, _below in written_names(indicator)}


def _others(
    signature: Signature, indicator: Indicator, name: str, index: dict[str, list[Entry]], told: set[tuple[str, str]]
) -> Iterator[Problem]:
    labels = name.split(".")
    for start in range(len(labels) - 1):
        for other, at_other in index.get(".".join(labels[start:]), ()):
            pair = (min(signature.id, other.id), max(signature.id, other.id))
            if other is signature or pair in told or not _meet(indicator, at_other, name):
                continue
            told.add(pair)
            found = _describe(signature, other, name)
            if found:
                yield problem(NAME, indicator.at or signature.at, *found)


def _meet(one: Indicator, other: Indicator, name: str) -> bool:
    if not reaches(other, name):
        return False
    if one.fields and other.fields and not set(one.fields) & set(other.fields):
        return False
    if one.port and other.port:
        return any(low <= last and first <= high for low, high in one.port for first, last in other.port)
    return True


def _describe(signature: Signature, other: Signature, name: str) -> tuple[str, str, Severity] | None:
    if (signature.vendor, signature.product) == (other.vendor, other.product):
        hint = "their weights add up for one sighting: make it one signature, or except the name in one"
        return f"{name} is wanted by {signature.id} and {other.id} of one product", hint, Severity.WARNING
    if signature.shows is not other.shows:
        message = f"{name} shows {signature.shows} in {signature.id} and {other.shows} in {other.id}"
        return message, "", Severity.INFO
    return None

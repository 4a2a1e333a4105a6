"""Within one signature no value is covered by a broader one: it adds nothing and hides what is meant."""

from collections.abc import Iterator

from sensor.model.signature import Indicator, Signature, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.names import covers
from sensor.signatures.problems import Problem, Severity
from sensor.signatures.reach import plain_names

NAME = "swallowed"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a warning for each host or suffix that a suffix of the same signature covers already."""
    for signature in signatures.signatures:
        yield from _of(signature)


def _of(signature: Signature) -> Iterator[Problem]:
    broad = {suffix: one for one in signature.any if not _narrowed(one) for suffix in one.suffix}
    for indicator in signature.any:
        for name in [*plain_names(indicator), *indicator.suffix]:
            by = next((parent for parent in _parents(name) if _swallows(broad, parent, name, indicator)), None)
            if by is not None:
                at = indicator.at or signature.at
                message = f"{name} is covered by suffix {by} of the same signature"
                yield problem(NAME, at, message, "leave it out", Severity.WARNING)
                break


def _narrowed(indicator: Indicator) -> bool:
    return bool(indicator.fields or indicator.port)


def _swallows(broad: dict[str, Indicator], parent: str, name: str, indicator: Indicator) -> bool:
    by = broad.get(parent)
    if by is None or (parent == name and by is indicator):
        return False
    return not any(covers(excluded, name) for excluded in by.excluding)


def _parents(name: str) -> Iterator[str]:
    labels = name.split(".")
    return (".".join(labels[start:]) for start in range(len(labels) - 1))

"""No name that only looks like one: other scripts behind ``xn--``, and slips of one letter from the vendor's domains."""

import unicodedata
from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.names import covers
from sensor.signatures.problems import Problem, Severity
from sensor.signatures.reach import inside, written_names

NAME = "confusables"
LOOK_ALIKE = str.maketrans("01", "ol")
"""Digits that pass for letters."""
SHORTEST = 5
"""Labels shorter than this are a letter apart by chance."""


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a warning for each name of mixed scripts, and each that is a letter away from a domain of the vendor."""
    for signature in signatures.signatures:
        vendor = signatures.vendors.get(signature.vendor)
        for indicator in signature.any:
            for name, _below in written_names(indicator):
                at = indicator.at or signature.at
                if _mixes_scripts(name):
                    message = f"{name} mixes scripts and looks like another name"
                    yield problem(NAME, at, message, severity=Severity.WARNING)
                twin = _twin(name, vendor.domains) if vendor is not None else None
                if twin is not None:
                    yield problem(NAME, at, f"{name} looks like {twin}", "a slip?", Severity.WARNING)


def _mixes_scripts(name: str) -> bool:
    for label in name.split("."):
        if label.startswith("xn--"):
            try:
                text = label.encode().decode("idna")
            except UnicodeError:
                return True
            scripts = {unicodedata.name(char, "?").partition(" ")[0] for char in text if char.isalpha()}
            if len(scripts) > 1:
                return True
    return False


def _twin(name: str, domains: tuple[str, ...]) -> str | None:
    if inside(name, domains):
        return None
    for domain in domains:
        tail = ".".join(name.split(".")[-domain.count(".") - 1 :])
        first, own = tail.partition(".")[0], domain.partition(".")[0]
        if min(len(first), len(own)) >= SHORTEST and not covers(domain, tail) and first != own and _close(first, own):
            return domain
    return None


def _close(one: str, other: str) -> bool:
    """Tell whether two labels differ by one letter added, dropped, changed, or by look-alike digits."""
    if one.translate(LOOK_ALIKE) == other.translate(LOOK_ALIKE):
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    short, long = sorted((one, other), key=len)
    return any(long[:index] + long[index + 1 :] == short for index in range(len(long)))

"""No name takes in what belongs to others: a public suffix, shared hosting, or a name above one of them."""

import functools
from collections.abc import Iterator

from publicsuffixlist import PublicSuffixList

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.names import covers
from sensor.signatures.problems import Problem
from sensor.signatures.reach import written_names

NAME = "broad-names"


@functools.cache
def public_suffixes() -> PublicSuffixList:
    """Return the public suffix list that the library carries; reading it takes a moment, so once."""
    return PublicSuffixList(accept_unknown=False)


@functools.cache
def _above_public() -> frozenset[str]:
    """Return the names that lie above an entry of the list, and so take in names of many owners."""
    above: set[str] = set()
    for entry in public_suffixes()._publicsuffix:  # noqa: SLF001 - the library has no other way to list its entries
        labels = entry.removeprefix("*.").split(".")
        above.update(".".join(labels[start:]) for start in range(1, len(labels)))
    return frozenset(above)


def check(signatures: SignatureSet, context: Context) -> Iterator[Problem]:
    """Yield a problem for each suffix, and each fixed end of a pattern, that takes in names of other owners."""
    for signature in signatures.signatures:
        for indicator in signature.any:
            for name, below in written_names(indicator):
                reason = takes_in(name, context.shared_suffixes) if below else ""
                if reason:
                    yield problem(NAME, indicator.at or signature.at, f"{name} {reason}", "name the vendor's own hosts")


def takes_in(name: str, shared: tuple[str, ...]) -> str:
    """Return why all below *name* is not one owner's, empty when it may be; *shared* are names of shared hosting."""
    if public_suffixes().is_public(name):
        return "is a public suffix: anybody can register below it"
    if name in shared:
        return "is shared hosting: anybody can put a host below it"
    swallowed = next((one for one in shared if covers(name, one)), None)
    if swallowed is None and name in _above_public():
        swallowed = "an entry of the public suffix list"
    return f"swallows {swallowed}" if swallowed else ""

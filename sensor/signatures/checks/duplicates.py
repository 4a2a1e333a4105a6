"""No id and no number stands for two signatures; no vendor and no ban is defined twice."""

from collections.abc import Iterable, Iterator

from sensor.model.signature import Ban, Location, Signature, SignatureSet, Vendor
from sensor.signatures.checks.context import Context
from sensor.signatures.documents import Documents
from sensor.signatures.problems import Problem

NAME = "duplicates"
NOT_READ = ("", "0")
"""What stands for an id or a sid that could not be read; that is reported where it stands."""


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each id or sid that an earlier signature has."""
    yield from _repeated("id", ((signature.id, signature) for signature in signatures.signatures))
    yield from _repeated("sid", ((str(signature.sid), signature) for signature in signatures.signatures))


def repeated_documents(documents: Documents) -> Iterator[Problem]:
    """Yield a problem for each vendor or ban that an earlier file defines."""
    yield from _repeated("vendor", ((vendor.id, vendor) for vendor in documents.vendors))
    yield from _repeated("ban", ((ban.id, ban) for ban in documents.bans))


def _repeated(what: str, entries: Iterable[tuple[str, Signature | Vendor | Ban]]) -> Iterator[Problem]:
    first: dict[str, Signature | Vendor | Ban] = {}
    for key, entry in entries:
        if key in NOT_READ:
            continue
        earlier = first.setdefault(key, entry)
        if earlier is not entry:
            place = earlier.at or Location("elsewhere")
            yield Problem(entry.at or Location(key), f"{what} {key} is taken", f"first at {place}", check=NAME)

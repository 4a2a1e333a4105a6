"""Every vendor, product and ban that is named is defined."""

from collections.abc import Iterator

from sensor.model.signature import Location, SignatureSet
from sensor.signatures.checks.context import Context
from sensor.signatures.problems import Problem, nearest

NAME = "unknown-names"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each vendor or product of a signature, and each ban of a vendor, that nobody defines."""
    seen: set[tuple[str, str]] = set()
    for signature in signatures.signatures:
        vendor = signatures.vendors.get(signature.vendor)
        key = (signature.vendor, signature.product)
        if key in seen:
            continue
        seen.add(key)
        at = signature.at or Location(signature.id)
        if vendor is None:
            hint = nearest(signature.vendor, tuple(signatures.vendors)) or "add its vendor.yaml"
            yield Problem(at, f"vendor {signature.vendor!r} is not defined", hint, check=NAME)
        elif signature.product not in vendor.products:
            hint = nearest(signature.product, tuple(vendor.products))
            yield Problem(at, f"product {signature.product!r} is not in vendor.yaml", hint, check=NAME)
    for vendor in signatures.vendors.values():
        for ban in vendor.bans:
            if ban not in signatures.bans:
                at = vendor.at or Location(vendor.id)
                yield Problem(at, f"ban {ban!r} is not defined", nearest(ban, tuple(signatures.bans)), check=NAME)

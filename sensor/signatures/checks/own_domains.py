"""A name outside the vendor's own domains says why it stands there."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem
from sensor.signatures.reach import inside, written_names

NAME = "own-domains"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each name that is not the vendor's and whose indicator gives no reason."""
    for signature in signatures.signatures:
        vendor = signatures.vendors.get(signature.vendor)
        if vendor is None:
            continue
        for indicator in signature.any:
            if indicator.why:
                continue
            for name, _below in written_names(indicator):
                if not inside(name, vendor.domains):
                    at = indicator.at or signature.at
                    hint = "add the domain to vendor.yaml if the vendor owns it, or say why: … here"
                    yield problem(NAME, at, f"{name} is outside the domains of {vendor.name}", hint)

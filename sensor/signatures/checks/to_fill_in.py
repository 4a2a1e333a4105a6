"""What an import left to fill in is still to be filled in."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity

NAME = "to-fill-in"
MARK = "to fill in"
"""What `vestige signatures import` writes in front of what somebody has to look up."""

NOBODYS = "to-fill-in.invalid"
"""The domain that it gives to a vendor whose own are not known (RFC 2606 section 2: nobody has it)."""


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a warning for each text of a signature or vendor that begins with `MARK`."""
    for signature in signatures.signatures:
        texts = [signature.title, *signature.references, *signature.false_positives]
        for text in texts:
            if text.startswith(MARK):
                yield problem(NAME, signature, f"{signature.id}: {text}", severity=Severity.WARNING)
        for indicator in signature.any:
            if indicator.why.startswith(MARK):
                yield problem(NAME, indicator.at or signature.at, indicator.why, severity=Severity.WARNING)
    for vendor in signatures.vendors.values():
        for text in (vendor.name, *vendor.products.values()):
            if text.startswith(MARK):
                yield problem(NAME, vendor.at, text, severity=Severity.WARNING)
        if NOBODYS in vendor.domains:
            yield problem(NAME, vendor.at, f"{MARK}: the domains of {vendor.id}", severity=Severity.WARNING)

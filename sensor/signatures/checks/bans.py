"""A ban ends after it begins, and the products that it names are there."""

from collections.abc import Iterator

from sensor.model.signature import Ban, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity, nearest

NAME = "bans"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each ban whose dates are the wrong way round, or which names a product that its vendor has not.

    A vendor without a pack is none: bans name more than can be seen.
    """
    for ban in signatures.bans.values():
        if ban.until and ban.until < ban.effective[: len(ban.until)]:
            yield problem(NAME, ban.at, f"ban {ban.id} ends in {ban.until}, before it begins")
        yield from _unknown_products(signatures, ban)


def _unknown_products(signatures: SignatureSet, ban: Ban) -> Iterator[Problem]:
    for named in ban.vendors:
        vendor_id, _, product = named.partition("/")
        vendor = signatures.vendors.get(vendor_id)
        if product and vendor is not None and product not in vendor.products:
            text = f"ban {ban.id} names {named}, which is no product of vendor.yaml, so it reaches nothing"
            yield problem(NAME, ban.at, text, nearest(product, tuple(vendor.products)), Severity.WARNING)

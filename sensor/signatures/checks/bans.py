"""A ban names its vendors and a vendor its bans: both say the same."""

from collections.abc import Iterator

from sensor.model.signature import SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem

NAME = "bans"


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a problem for each ban and vendor that name each other on one side only."""
    for vendor in signatures.vendors.values():
        for ban_id in vendor.bans:
            ban = signatures.bans.get(ban_id)
            if ban is not None and vendor.id not in ban.vendors:
                yield problem(NAME, vendor.at, f"ban {ban_id} does not name {vendor.id}", "add it to bans.yaml")
    for ban in signatures.bans.values():
        for vendor_id in ban.vendors:
            named = signatures.vendors.get(vendor_id)
            if named is not None and ban.id not in named.bans:
                yield problem(NAME, ban.at, f"ban {ban.id} is missing in the vendor.yaml of {vendor_id}")

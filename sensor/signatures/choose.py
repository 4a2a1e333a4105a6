"""Only some of what was loaded: the signatures of the vendors that somebody asks for."""

from collections.abc import Sequence

import msgspec

from sensor.model.signature import SignatureSet
from sensor.signatures.problems import nearest


def choose_vendors(signatures: SignatureSet, vendors: Sequence[str]) -> SignatureSet:
    """Return *signatures* of *vendors* alone, all for none named; ValueError for a vendor without any."""
    if not vendors:
        return signatures
    known = sorted({signature.vendor for signature in signatures.signatures} | set(signatures.vendors))
    for vendor in vendors:
        if vendor not in known:
            hint = nearest(vendor.lower(), known) or f"one of: {', '.join(known)}"
            raise ValueError(f"no signatures of {vendor!r}; {hint}")
    ids = {one.id for one in (*signatures.signatures, *signatures.replaced.values()) if one.vendor in vendors}
    packs = tuple(pack for pack in signatures.packs if pack in vendors or pack not in known)
    return msgspec.structs.replace(
        signatures,
        signatures=tuple(one for one in signatures.signatures if one.vendor in vendors),
        packs=packs,
        pack_versions=tuple(one for one in signatures.pack_versions if one.pack in packs),
        changes=tuple(one for one in signatures.changes if one.signature in ids),
        replaced={key: one for key, one in signatures.replaced.items() if key in ids},
    )

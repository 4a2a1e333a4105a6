"""Overlays: what a user changes in signatures that are not theirs, done to a loaded set.

Whether a change still holds depends on the day, so that it is done after loading: what the cache keeps is of no day.
"""

import msgspec

from sensor.model.signature import Change, Signature, SignatureSet


def apply_changes(found: SignatureSet, today: str = "") -> SignatureSet:
    """Return *found* with its changes done that hold on *today* (``YYYY-MM-DD``; empty: all of them hold)."""
    if not found.changes:
        return found
    lapsed = tuple(one for one in found.changes if one.until and one.until < today)
    ended = {one.signature for one in lapsed}
    changes = {one.signature: one for one in found.changes if one.signature not in ended}
    changed = (_changed(one, changes.get(one.id)) for one in found.signatures)
    return msgspec.structs.replace(
        found,
        signatures=tuple(one for one in changed if one is not None),
        changes=tuple(changes.values()),
        lapsed=lapsed,
        replaced={one.id: one for one in found.signatures if one.id in changes},
    )


def _changed(signature: Signature, change: Change | None) -> Signature | None:
    """Return the signature as it is to be used; None when it is disabled."""
    if change is None:
        return signature
    return None if change.weight is None else msgspec.structs.replace(signature, weight=change.weight)

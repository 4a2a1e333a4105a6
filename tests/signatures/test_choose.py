"""Signatures of some vendors alone."""

import msgspec
import pytest
from outputs import samples

from sensor.model.signature import Change, PackVersion
from sensor.signatures.choose import choose_vendors


def test_only_those_that_are_asked_for() -> None:
    """None named: all."""
    assert choose_vendors(samples.SIGNATURES, ()) is samples.SIGNATURES
    assert choose_vendors(samples.SIGNATURES, ("kaspersky",)).packs == ("kaspersky",)


def test_editions_and_changes_of_others_go_too() -> None:
    """A report names what it went by, and nothing else."""
    other = samples.signature(id="x", sid=1, vendor="drweb")
    both = msgspec.structs.replace(
        samples.SIGNATURES,
        signatures=(*samples.SIGNATURES.signatures, other),
        packs=("drweb", "kaspersky"),
        pack_versions=(PackVersion("drweb", "1", ""), *samples.SIGNATURES.pack_versions),
        changes=(Change("x", "noise"), Change("kaspersky-update-hosts", "lab", 0.5)),
        replaced={one.id: one for one in (*samples.SIGNATURES.signatures, other)},
    )
    found = choose_vendors(both, ("kaspersky",))
    assert [one.pack for one in found.pack_versions] == ["kaspersky"]
    assert [one.signature for one in found.changes] == list(found.replaced) == ["kaspersky-update-hosts"]


def test_a_vendor_without_signatures_is_refused_with_the_nearest() -> None:
    """A slip would look for nothing."""
    with pytest.raises(ValueError, match="did you mean kaspersky"):
        choose_vendors(samples.SIGNATURES, ("kapersky",))
    with pytest.raises(ValueError, match="did you mean kaspersky"):
        choose_vendors(samples.SIGNATURES, ("KASPERSKY",))


def test_a_vendor_like_none_is_told_them_all() -> None:
    """However many they are."""
    many = msgspec.structs.replace(
        samples.SIGNATURES,
        signatures=tuple(
            samples.signature(id=f"x{number}", sid=number, vendor=f"v{number:02}") for number in range(40)
        ),
    )
    with pytest.raises(ValueError, match=r"no signatures of 'acme'; one of: kaspersky, v00, .*, v39$"):
        choose_vendors(many, ("acme",))

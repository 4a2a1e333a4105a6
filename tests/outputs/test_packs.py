"""Which packs a run went by, and what overlays changed in them."""

import msgspec
from outputs import samples

from sensor.model.signature import Change, Location, PackVersion
from sensor.outputs import packs

(OWN,) = samples.SIGNATURES.signatures
AT = Location("/etc/vestige/overlay.yaml", 2, 5)


def of(*editions: tuple[str, str]) -> str:
    """Return the words for packs of these names and versions."""
    versions = tuple(PackVersion(name, version, "") for name, version in editions)
    names = tuple(name for name, _version in editions)
    return packs.packs_text(msgspec.structs.replace(samples.SIGNATURES, packs=names, pack_versions=versions))


def test_packs_of_one_version_are_told_together() -> None:
    """A few by name, many by number; those without a version stand alone."""
    assert of() == ""
    assert of(("mine", "")) == "mine"
    assert of(("mine", ""), ("a", "1"), ("b", "1")) == "a, b 1, mine"
    assert of(*((f"p{number}", "2026.11.22") for number in range(26)), ("mine", "2")) == "26 packs 2026.11.22, mine 2"


def test_changes_are_named_up_to_a_few() -> None:
    """With the overlay they stand in."""
    assert packs.changes_text(samples.SIGNATURES) == ""
    changes = (Change(OWN.id, "lab", 0.3, at=AT), *(Change(f"x{n}", "noise", at=AT) for n in range(6)))
    found = msgspec.structs.replace(samples.SIGNATURES, changes=changes, replaced={OWN.id: OWN})
    text = packs.changes_text(found)
    assert text.startswith(
        f"7 signatures changed by overlay.yaml: {OWN.id} weight 0.3 instead of 0.9; x0 disabled; x1 disabled"
    )
    assert text.endswith("; 2 more")


def test_the_reason_says_who_and_until_when() -> None:
    """As far as the overlay does."""
    assert packs.change_reason(Change("x", "noise")) == "noise (no file)"
    one = Change("x", "noise", owner="soc", until="2027-03-31", at=AT)
    assert packs.change_reason(one) == "noise; soc; until 2027-03-31 (/etc/vestige/overlay.yaml:2:5)"


def test_changes_as_json() -> None:
    """With what the pack says; a path that is no text cannot break the report."""
    odd = Change(OWN.id, "lab", at=Location("\udcff/overlay.yaml", 1, 1))
    found = msgspec.structs.replace(samples.SIGNATURES, changes=(odd,), replaced={OWN.id: OWN})
    body = msgspec.json.decode(msgspec.json.encode(packs.packs_body(found)))
    assert body["changes"][0] | {"file": ""} == {
        "signature": OWN.id,
        "disabled": True,
        "weight": None,
        "was": 0.9,
        "reason": "lab",
        "owner": "",
        "until": "",
        "file": "",
    }

"""Changes done to what was loaded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from sensor.signatures import SignatureErrors, load

OVERLAY = """\
changes:
  - {signature: acme-one, disable: true, reason: noise, owner: soc, until: 2026-11-22}
  - {signature: acme-two, weight: 0.1, reason: guests}
"""


@pytest.fixture
def folder(pack: Callable[..., Path], make: Callable[..., str]) -> Path:
    """Three signatures, two of them changed."""
    one, two, three = make(), make("acme-two", 9000010), make("acme-three", 9000020)
    return pack(one, two, three, files={"overlay.yaml": OVERLAY})


def test_changes_are_done_and_kept_in_mind(folder: Path) -> None:
    """What is disabled is gone, the rest as it was; how the pack has them is still known."""
    found = load([folder], today="2026-11-22")
    assert [(one.id, one.weight) for one in found.signatures] == [("acme-two", 0.1), ("acme-three", 0.5)]
    assert [(one.signature, one.weight, one.owner) for one in found.changes] == [
        ("acme-one", None, "soc"),
        ("acme-two", 0.1, ""),
    ]
    assert {name: one.weight for name, one in found.replaced.items()} == {"acme-one": 0.5, "acme-two": 0.5}
    assert found.lapsed == ()


def test_one_that_has_ended_is_left_out_of_the_cache_too(folder: Path, tmp_path: Path) -> None:
    """The day is asked at each load: what the cache keeps is of none."""
    for day, left in (("2026-11-22", 2), ("2026-11-23", 3), ("2026-11-22", 2)):
        found = load([folder], cache=tmp_path / "cache", today=day)
        assert len(found.signatures) == left
    found = load([folder], cache=tmp_path / "cache", today="2026-11-23")
    assert [one.signature for one in found.lapsed] == ["acme-one"]
    assert [one.signature for one in found.changes] == ["acme-two"]
    assert list(found.replaced) == ["acme-two"]


def test_the_hash_covers_it(folder: Path) -> None:
    """A changed weight is another set."""
    before = load([folder])
    (folder / "overlay.yaml").write_text(OVERLAY.replace("0.1", "0.2"))
    after = load([folder])
    assert before.sha256 != after.sha256
    assert before.pack_versions != after.pack_versions


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{signature: acme-one, reason: r}", "exactly one of disable, weight"),
        ("{signature: acme-one, reason: r, disable: true, weight: 0.1}", "exactly one of disable, weight"),
        ("{signature: acme-one, reason: r, disable: false}", "disable is true or not there"),
        ("{signature: acme-one, reason: r, disable: yes}", "neither true nor false"),
        ("{signature: acme-one, reason: r, weight: 0}", "not a number above 0"),
        ("{signature: acme-one, disable: true}", "key 'reason' is missing in change"),
        ("{signature: acme-one, disable: true, reason: r, until: soon}", "'soon' is no date"),
        ("{signature: acme-one, disabled: true, reason: r}", "did you mean disable?"),
        ("acme-one", "a mapping (key: value) is wanted"),
    ],
)
def test_a_wrong_entry_stops_all_of_it(folder: Path, entry: str, words: str) -> None:
    """With its place, and the entries that are right are not done either."""
    (folder / "overlay.yaml").write_text(f"{OVERLAY}  - {entry}\n")
    with pytest.raises(SignatureErrors) as caught:
        load([folder])
    assert words in str(caught.value)
    assert all((Path(one.at.path).name, one.at.line) == ("overlay.yaml", 4) for one in caught.value.problems)


def test_beside_the_packs_that_ship(pack: Callable[..., Path], make: Callable[..., str]) -> None:
    """A pack of one's own and theirs are one set; an overlay changes either."""
    from sensor.signatures.files import chosen_paths  # noqa: PLC0415

    text = "changes: [{signature: kaspersky-website, disable: true, reason: r}]\n"
    found = load(chosen_paths([f"+{pack(make(), files={'overlay.yaml': text})}"]))
    ids = {one.id for one in found.signatures}
    assert {"acme-one", "kaspersky-ksn"} <= ids
    assert "kaspersky-website" not in ids
    assert {"acme", "kaspersky"} <= set(found.packs)

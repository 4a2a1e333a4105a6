"""Every capture has an entry in the manifest, every entry a capture, and both are what the recipes make."""

import hashlib
from pathlib import Path

import pytest
from recipes import shelf
from recipes.pages import RECIPES

ENTRIES = shelf.manifest()
MOST_BYTES = 4 * 1024 * 1024
"""A checkout stays small: what is larger belongs into a generator (`recipes.bench`). Each behaviour of a wire
has a capture of its own, half of them under 10 KB: with 140 of them 3 MiB were full."""


def test_the_manifest_names_exactly_the_captures_that_are_there() -> None:
    """A capture without an entry, or an entry without a capture, is a mistake."""
    assert set(ENTRIES) == shelf.captures_on_disk() == set(RECIPES)


def test_all_captures_together_stay_small() -> None:
    """The folder as a whole stays under its limit."""
    assert sum((shelf.ROOT / file).stat().st_size for file in shelf.captures_on_disk()) < MOST_BYTES


@pytest.mark.parametrize("file", sorted(ENTRIES))
def test_an_entry_says_what_the_capture_is_for(file: str) -> None:
    """Purpose, recipe, licence and the sum of the bytes are given, and the sum is right."""
    entry = ENTRIES[file]
    assert entry["shows"]
    assert entry["recipe"] == RECIPES[file].name
    assert entry["licence"] == "Apache-2.0"
    assert entry["sha256"] == hashlib.sha256((shelf.ROOT / file).read_bytes()).hexdigest()
    assert Path(file).name == file.rpartition("/")[2].lower().replace("_", "-"), "file names are in kebab-case"


def test_the_recipes_make_the_same_bytes_again() -> None:
    """Rebuilding in memory gives what stands on disk, byte for byte (compressed copies: inside)."""
    assert shelf.differences() == []


def test_a_capture_that_was_changed_by_hand_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The comparison is able to fail: a changed byte, a missing entry and a stray file are each reported."""
    monkeypatch.setattr(shelf, "ROOT", tmp_path)
    monkeypatch.setattr(shelf, "MANIFEST", tmp_path / "MANIFEST.yaml")

    def small(file: str) -> bool:
        return file == "containers/small.pcap"

    assert shelf.build(small) == ["containers/small.pcap"]
    assert shelf.build(small) == [], "a second build changes nothing"
    assert shelf.differences(small) == []
    path = tmp_path / "containers/small.pcap"
    path.write_bytes(path.read_bytes()[:-1] + b"\xaa")
    (tmp_path / "stray.pcap").write_bytes(b"")
    found = shelf.differences()
    assert "containers/small.pcap: the recipe makes other bytes than the file holds" in found
    assert "stray.pcap: on disk, but no recipe makes it" in found
    assert "kaspersky/update-and-ksn.pcap: the recipe's capture is missing" in found

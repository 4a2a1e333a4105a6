"""Which files make up a load."""

from pathlib import Path

import pytest

from sensor.signatures import files
from sensor.signatures.files import bundled_dir, chosen_paths, find_files
from sensor.signatures.problems import SignatureErrors


def tree(root: Path, *names: str) -> None:
    """Make empty files."""
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()


def test_the_packs_that_ship_are_found() -> None:
    """Beside the package in a checkout, inside it where it is installed."""
    assert (bundled_dir() / "kaspersky" / "vendor.yaml").is_file()
    assert (bundled_dir() / "bans.yaml").is_file()


def test_a_folder_of_packs(tmp_path: Path) -> None:
    """Each file belongs to the folder it lies in; in order of their names; nothing hidden, nothing else."""
    tree(tmp_path, "bans.yaml", "b/x.yml", "a/vendor.yaml", "a/deep/y.yaml", "a/.hidden.yaml", ".git/z.yaml", "a/t.txt")
    found = [(file.name, file.pack) for file in find_files([tmp_path])]
    assert found == [("bans.yaml", ""), ("a/vendor.yaml", "a"), ("a/deep/y.yaml", "a"), ("b/x.yml", "b")]


def test_one_pack_alone_has_the_same_names(tmp_path: Path) -> None:
    """So the hash is the same however it is given."""
    tree(tmp_path, "a/vendor.yaml", "a/x.yaml")
    assert [(file.name, file.pack) for file in find_files([tmp_path / "a"])] == [
        ("a/vendor.yaml", "a"),
        ("a/x.yaml", "a"),
    ]


def test_a_single_file_is_a_pack_of_its_own(tmp_path: Path) -> None:
    """Named after it, and read once however often it is given."""
    tree(tmp_path, "x.yaml")
    paths = [tmp_path / "x.yaml", tmp_path, tmp_path / "x.yaml"]
    assert [file.pack for file in find_files(paths)] == ["x"]


def test_a_flat_folder_is_a_pack_and_common_files_are_none(tmp_path: Path) -> None:
    """So that a report names it."""
    tree(tmp_path / "own", "overlay.yaml", "x.yaml", "acme/overlay.yaml")
    assert [(file.name, file.pack) for file in find_files([tmp_path / "own"])] == [
        ("overlay.yaml", ""),
        ("x.yaml", "own"),
        ("acme/overlay.yaml", "acme"),
    ]
    assert find_files([tmp_path / "own" / "overlay.yaml"])[0].pack == ""


def test_a_plus_stands_for_beside() -> None:
    """One path without it is enough to do without what ships; a name that begins with one can be written."""
    assert chosen_paths(()) == [bundled_dir()]
    assert chosen_paths(("+own", "+more")) == [bundled_dir(), Path("own"), Path("more")]
    assert chosen_paths(("own", "+more")) == [Path("own"), Path("more")]
    assert chosen_paths(("./+own",)) == [Path("./+own")]


def test_what_is_not_there_is_a_problem(tmp_path: Path) -> None:
    """All of it at once."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(SignatureErrors) as caught:
        find_files([tmp_path / "no", tmp_path / "empty"])
    assert [problem.message for problem in caught.value.problems] == [
        "no signature file (*.yaml) in this folder",
        "no such file or folder",
    ]


def test_a_folder_has_a_bounded_number_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home directory given by mistake ends early."""
    monkeypatch.setattr(files, "MAX_FILES", 2)
    tree(tmp_path, "1.yaml", "2.yaml", "3.yaml")
    with pytest.raises(SignatureErrors, match="more than 2"):
        find_files([tmp_path])

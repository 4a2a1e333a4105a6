"""Files that are there as a whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from sensor.outputs.draft import Draft, can_be_replaced


def test_nothing_is_there_before_all_is(tmp_path: Path) -> None:
    """And then nothing but the file."""
    place = tmp_path / "report.json"
    draft = Draft(str(place))
    draft.out.write(b"all of it")
    draft.out.flush()
    assert not place.exists()
    draft.keep()
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("report.json", b"all of it")]


def test_a_file_is_made_with_the_rights_that_others_would_have(tmp_path: Path) -> None:
    """Those that the umask leaves; one that is replaced keeps its own."""
    mask = os.umask(0o027)
    try:
        Draft(str(tmp_path / "new")).keep()
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640
    (tmp_path / "new").chmod(0o604)
    Draft(str(tmp_path / "new")).keep()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o604


def test_what_was_there_before_stays_when_it_fails(tmp_path: Path) -> None:
    """No trace of the attempt."""
    place = tmp_path / "report.json"
    for left, before in (("no part of it was left", b""), ("the file that was there before was kept", b"before")):
        if before:
            place.write_bytes(before)
        draft = Draft(str(place))
        draft.out.write(b"a part")
        draft.drop()
        assert draft.left == left
        assert [one.read_bytes() for one in tmp_path.iterdir()] == ([before] if before else [])


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    """What it leads to is replaced."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there/report").write_bytes(b"before")
    (tmp_path / "link").symlink_to("there/report")
    draft = Draft(str(tmp_path / "link"))
    draft.out.write(b"after")
    draft.keep()
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there/report").read_bytes() == b"after"


def test_a_place_that_cannot_be_taken_is_written_into(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is mounted into a container is such a place."""
    place = tmp_path / "report.json"
    place.write_bytes(b"a longer text before")

    def busy(one: str, two: str) -> None:
        raise OSError(16, "Device or resource busy", one, None, two)

    monkeypatch.setattr(os, "replace", busy)
    inode = place.stat().st_ino
    draft = Draft(str(place))
    draft.out.write(b"after")
    draft.keep()
    assert (place.read_bytes(), place.stat().st_ino) == (b"after", inode)
    assert list(tmp_path.iterdir()) == [place]


def test_what_may_be_replaced(tmp_path: Path) -> None:
    """A plain file with one name; nothing that others see under another, or that is no file."""
    plain = tmp_path / "plain"
    assert can_be_replaced(str(plain))
    plain.write_bytes(b"x")
    assert can_be_replaced(str(plain))
    os.link(plain, tmp_path / "other")
    assert not can_be_replaced(str(plain))
    os.mkfifo(tmp_path / "pipe")
    assert not can_be_replaced(str(tmp_path / "pipe"))
    assert not can_be_replaced(str(tmp_path))
    assert not can_be_replaced(os.devnull)


def test_what_the_caller_holds_open_is_not_replaced_under_it(tmp_path: Path) -> None:
    """A shell may read or write it behind us: ``(vestige scan -o /dev/fd/3; cat <&3) 3<>report``."""
    with (tmp_path / "report").open("wb") as held:
        assert not can_be_replaced(f"/dev/fd/{held.fileno()}")
        assert not can_be_replaced(held.name)
    assert can_be_replaced(held.name)

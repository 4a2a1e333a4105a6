"""Lines to a file: whole or not at all, and never lost by moving it."""

import os
import resource
from pathlib import Path

import pytest

from sensor.outputs.file import At, LineFile, arrived, rotated

SECOND = 1_000_000_000
NOON = 1_795_262_400 * SECOND


def opened(path: Path, **limits: int) -> LineFile:
    """Return the file, open."""
    file = LineFile(str(path), **limits)
    file.open(0)
    return file


def test_lines_are_appended(tmp_path: Path) -> None:
    """Behind what is there."""
    path = tmp_path / "eve.json"
    path.write_bytes(b"old\n")
    file = opened(path)
    assert file.at().offset == 4
    file.append(b"new\n")
    file.sync()
    file.close()
    assert path.read_bytes() == b"old\nnew\n"
    assert path.stat().st_mode & 0o777 & ~0o640 == 0o004  # it was there before; our own are narrower


def test_a_new_file_is_for_its_group_at_most(tmp_path: Path) -> None:
    """It names people's machines."""
    opened(tmp_path / "eve.json").close()
    assert (tmp_path / "eve.json").stat().st_mode & 0o137 == 0


def test_a_file_that_was_moved_away_is_made_anew(tmp_path: Path) -> None:
    """As logrotate does."""
    path = tmp_path / "eve.json"
    file = opened(path)
    file.append(b"1\n")
    path.rename(tmp_path / "eve.json.1")
    file.append(b"2\n")
    file.open(0)
    file.append(b"3\n")
    assert ((tmp_path / "eve.json.1").read_bytes(), path.read_bytes()) == (b"1\n2\n", b"3\n")


@pytest.mark.parametrize("make", [lambda path: path.mkdir(), os.mkfifo, lambda path: path.symlink_to("/dev/null")])
def test_what_is_no_plain_file_is_refused(tmp_path: Path, make: object) -> None:
    """A pipe would make the sensor wait."""
    assert callable(make)
    make(tmp_path / "x")
    with pytest.raises(OSError, match=r"plain file|directory|No such device"):
        opened(tmp_path / "x")


def test_a_full_disk_leaves_no_half_line(tmp_path: Path) -> None:
    """What the disk took of a line is taken back; once there is room it is written whole."""
    file = opened(tmp_path / "eve.json")
    file.append(b"whole\n")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            file.append(b"does not fit\n")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (tmp_path / "eve.json").read_bytes() == b"whole\n"
    file.append(b"does not fit\n")
    assert (tmp_path / "eve.json").read_bytes() == b"whole\ndoes not fit\n"


def test_rotation_by_size_keeps_the_latest(tmp_path: Path) -> None:
    """Even within one second; what others put beside it stays."""
    path = tmp_path / "eve.json"
    (tmp_path / "eve.json.mine").write_bytes(b"")
    (tmp_path / "eve.json.20260101T000000Z-x").write_bytes(b"")
    file = opened(path, max_bytes=2, keep=2)
    for number in range(4):
        file.append(b"%d\n" % number)
        assert file.rotate(0, NOON)
    assert not file.rotate(0, NOON)
    assert [Path(name).read_bytes() for name in rotated(str(path))] == [b"2\n", b"3\n"]
    assert path.read_bytes() == b""
    assert len(list(tmp_path.iterdir())) == 5


def test_rotation_by_age_goes_by_the_steady_clock(tmp_path: Path) -> None:
    """An empty file is not finished."""
    file = opened(tmp_path / "eve.json", seconds=60)
    assert not file.rotate(61 * SECOND, NOON)
    file.append(b"1\n")
    assert not file.rotate(59 * SECOND, NOON)
    assert file.rotate(60 * SECOND, NOON)
    (old,) = rotated(str(tmp_path / "eve.json"))
    assert old.endswith("eve.json.20261121T120000Z")


LINES = (b"one\n", b"two\n")


@pytest.mark.parametrize(
    ("written", "whole", "left"),
    [(b"", 0, b""), (b"on", 0, b""), (b"one\n", 1, b"one\n"), (b"one\nt", 1, b"one\n"), (b"one\ntwo\n", 2, b"one\ntwo\n"),
     (b"one\ntwo\nmore", 2, b"one\ntwo\nmore"), (b"other\n", 0, b"other\n")],
)  # fmt: skip
def test_what_arrived_before_a_crash_is_found(tmp_path: Path, written: bytes, whole: int, left: bytes) -> None:
    """A torn line is cut off, anything else is left alone."""
    path = tmp_path / "eve.json"
    file = opened(path)
    file.append(b"before\n")
    at = file.at()
    file.append(written)
    assert arrived(str(path), at, LINES) == whole
    assert path.read_bytes() == b"before\n" + left


def test_it_is_found_under_another_name(tmp_path: Path) -> None:
    """It may have been rotated since."""
    path = tmp_path / "eve.json"
    file = opened(path)
    at = file.at()
    file.append(b"one\n")
    path.rename(tmp_path / "eve.json.1")
    assert arrived(str(path), at, LINES) == 1
    assert arrived(str(path), At(at.device, at.inode + 10_000, 0), LINES) == 0
    assert arrived(str(tmp_path / "none" / "eve.json"), at, LINES) == 0

"""Files that are written to while the sensor runs."""

import os
from pathlib import Path

from sensor.engine.live.changes import INTERVAL, SETTLED, Files


def test_a_change_is_told_once_it_stays(tmp_path: Path) -> None:
    """Not while it is being written."""
    file = tmp_path / "a.yaml"
    file.write_text("a")
    files = Files([str(tmp_path)])
    assert not files.changed(0)
    file.write_text("ab")
    assert not files.changed(INTERVAL - 1)
    assert not files.changed(INTERVAL)
    file.write_text("abc")
    assert not files.changed(INTERVAL + SETTLED - 1)
    assert not files.changed(INTERVAL + SETTLED)
    assert files.changed(INTERVAL + 2 * SETTLED)
    assert not files.changed(3 * INTERVAL)


def test_new_and_removed_files_are_changes(tmp_path: Path) -> None:
    """In folders below too; the same size at the same time is told by the inode."""
    files = Files([str(tmp_path), str(tmp_path / "later")])
    (tmp_path / "sub").mkdir()
    file = tmp_path / "sub" / "a.yaml"
    file.write_text("a")
    before = file.stat()
    assert [files.changed(INTERVAL), files.changed(2 * INTERVAL)] == [False, True]
    other = tmp_path / "sub" / "b.yaml"
    other.write_text("b")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(file)
    assert [files.changed(3 * INTERVAL), files.changed(4 * INTERVAL)] == [False, True]
    file.unlink()
    assert [files.changed(5 * INTERVAL), files.changed(6 * INTERVAL)] == [False, True]


def test_what_was_just_read_is_no_news(tmp_path: Path) -> None:
    """SIGHUP right after an edit loads once."""
    file = tmp_path / "a.yaml"
    files = Files([str(file)])
    file.write_text("a")
    files.read()
    assert [files.changed(INTERVAL), files.changed(2 * INTERVAL)] == [False, False]

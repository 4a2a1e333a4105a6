"""Which files of a directory are complete, and that each is taken once."""

import errno
import os
from pathlib import Path

import pytest
from builders import pcapfile

from sensor.engine.live import directory as module
from sensor.engine.live.directory import Directory, InMemory

SECOND = 1_000_000_000
NOW = 1_795_262_400 * SECOND


def put(path: Path, *, first: int, frames: int = 1, changed: int) -> None:
    """Write a capture whose first frame has the time *first* (seconds), last changed at *changed*."""
    path.write_bytes(pcapfile.pcap([((first + at) * SECOND, b"\0" * 60) for at in range(frames)]))
    os.utime(path, ns=(NOW + changed * SECOND, NOW + changed * SECOND))


def names(directory: Directory, at: int) -> list[str]:
    """Return the names of what is complete at time *at*, and take it."""
    found = directory.look(NOW + at * SECOND)
    for one in found:
        directory.done(one)
    return [os.path.basename(one.path) for one in found]


def test_the_newest_file_is_still_being_written(tmp_path: Path) -> None:
    """It is complete when a newer one stands beside it and it does not grow any more."""
    directory = Directory(str(tmp_path), InMemory(), 60)
    put(tmp_path / "a.pcap", first=100, changed=0)
    assert names(directory, 1) == []
    put(tmp_path / "b.pcap", first=200, changed=2)
    assert names(directory, 3) == ["a.pcap"]
    assert names(directory, 4) == []


def test_the_last_file_is_taken_when_nothing_happens_for_long(tmp_path: Path) -> None:
    """The program that wrote it was stopped."""
    directory = Directory(str(tmp_path), InMemory(), 60)
    put(tmp_path / "a.pcap", first=100, changed=0)
    assert [names(directory, at) for at in (1, 30, 61, 62)] == [[], [], ["a.pcap"], []]


def test_files_come_in_the_order_of_their_frames(tmp_path: Path) -> None:
    """Whatever their names; folders below are searched too."""
    directory = Directory(str(tmp_path), InMemory(), 60)
    (tmp_path / "thread1").mkdir()
    put(tmp_path / "z.pcap", first=100, changed=0)
    put(tmp_path / "thread1" / "y.pcap", first=150, changed=1)
    put(tmp_path / "a.pcap", first=200, changed=2)
    names(directory, 100)
    assert names(directory, 200) == ["z.pcap", "y.pcap", "a.pcap"]


def test_a_file_that_was_renamed_is_not_taken_again(tmp_path: Path) -> None:
    """``log.pcap`` becomes ``log.pcap.1``, and the state lives longer than the program."""
    state = InMemory()
    directory = Directory(str(tmp_path), state, 60)
    put(tmp_path / "log.pcap", first=100, changed=0)
    names(directory, 90)
    assert names(directory, 100) == ["log.pcap"]
    (tmp_path / "log.pcap").rename(tmp_path / "log.pcap.1")
    later = Directory(str(tmp_path), state, 60)
    assert (names(later, 300), names(later, 400)) == ([], [])


def test_a_file_that_grows_after_all_is_taken_again(tmp_path: Path) -> None:
    """Who reads it leaves out what was read before."""
    directory = Directory(str(tmp_path), InMemory(), 60)
    put(tmp_path / "a.pcap", first=100, changed=0)
    names(directory, 90)
    assert names(directory, 100) == ["a.pcap"]
    put(tmp_path / "a.pcap", first=100, frames=2, changed=110)
    names(directory, 180)
    assert names(directory, 190) == ["a.pcap"]


def test_what_is_no_capture_is_left_alone(tmp_path: Path) -> None:
    """Hidden files are still being written; text and empty files are something else."""
    directory = Directory(str(tmp_path), InMemory(), 60)
    put(tmp_path / ".hidden.pcap", first=100, changed=0)
    (tmp_path / "notes.txt").write_text("no capture")
    (tmp_path / "empty.pcap").touch()
    for name in ("notes.txt", "empty.pcap"):
        os.utime(tmp_path / name, ns=(NOW, NOW))
    assert [names(directory, at) for at in (100, 200, 300)] == [[], [], []]


def test_a_directory_that_is_not_there_is_empty(tmp_path: Path) -> None:
    """It may come."""
    assert names(Directory(str(tmp_path / "none"), InMemory(), 60), 1) == []


def test_what_cannot_be_read_is_named_and_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this user may not read, until he may; one that went away is nothing."""
    directory = Directory(str(tmp_path), InMemory(), 0)
    put(tmp_path / "a.pcap", first=100, changed=0)
    put(tmp_path / "b.pcap", first=200, changed=0)
    closed = {"a.pcap": errno.EACCES, "b.pcap": errno.ENOENT}

    def refuse(path: str) -> str:
        number = closed[os.path.basename(path)]
        raise OSError(number, os.strerror(number), path)

    with monkeypatch.context() as patch:
        patch.setattr(module, "digest_of", refuse)
        assert [names(directory, at) for at in (1, 2, 3)] == [[], [], []]
        assert directory.refused == {str(tmp_path / "a.pcap"): "Permission denied"}
    assert names(directory, 4) == ["a.pcap", "b.pcap"]
    assert (directory.refused, directory.trouble) == ({}, "")


def test_a_folder_that_is_none_says_so(tmp_path: Path) -> None:
    """Not there, or a file."""
    put(tmp_path / "a.pcap", first=100, changed=0)
    for name in ("none", "a.pcap"):
        assert Directory(str(tmp_path / name), InMemory(), 0).trouble.endswith(f"{name}: there is no such folder")

"""Which inputs a command means."""

import gzip
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from capture.forge import SECOND, enhanced, interface, pcap, pcapng, section

from sensor.capture import InputError, find_inputs, open_source, probe_first_time
from sensor.capture.limits import PROBE_LIMIT


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Captures of different times in a tree, among other files."""
    (tmp_path / "deep" / "deeper").mkdir(parents=True)
    (tmp_path / "b-first.dat").write_bytes(pcap([b"x"], start=100))
    (tmp_path / "a-last.pcap").write_bytes(pcap([b"x"], start=300))
    (tmp_path / "deep" / "deeper" / "no-suffix").write_bytes(gzip.compress(pcap([b"x"], start=200)))
    (tmp_path / "deep" / "notes.txt").write_text("what we captured, and why\n")
    (tmp_path / "deep" / "empty").touch()
    return tmp_path


def names(found: list[str], folder: Path) -> list[str]:
    """Return *found* relative to *folder*."""
    return [os.path.relpath(path, folder) for path in found]


def test_a_directory_stands_for_the_captures_below_it(folder: Path) -> None:
    """Taken by content, in the order of their first frame."""
    assert names(find_inputs([str(folder)]), folder) == ["b-first.dat", "deep/deeper/no-suffix", "a-last.pcap"]


def test_inputs_of_the_same_time_are_in_the_order_of_their_path(tmp_path: Path) -> None:
    """So that two runs are equal; those without any time come last."""
    for name in ("c", "a", "b"):
        (tmp_path / name).write_bytes(pcapng([b"x"]))
    (tmp_path / "0.pcap").write_bytes(pcap([]))
    assert names(find_inputs([str(tmp_path)]), tmp_path) == ["a", "b", "c", "0.pcap"]


def test_files_that_promise_a_capture_and_hold_none_are_not_left_out(folder: Path) -> None:
    """Opening them says why; nobody believes they were looked at."""
    (folder / "broken.PCAP.gz").write_bytes(b"not gzip at all")
    (folder / "empty.pcapng").touch()
    assert {"broken.PCAP.gz", "empty.pcapng"} <= set(names(find_inputs([str(folder)]), folder))


def test_unreadable_files_are_not_left_out(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever their name: what they hold is not known."""
    (folder / "cut.bin").write_bytes(gzip.compress(pcap([b"x"]))[:12])
    assert "cut.bin" in names(find_inputs([str(folder)]), folder)

    def refuse(path: str) -> None:
        raise InputError(path, "permission denied")

    monkeypatch.setattr("sensor.capture.source.open_stream", refuse)
    assert len(find_inputs([str(folder)])) == 6


@pytest.mark.parametrize("content", [None, b"just text"])
def test_a_directory_without_a_capture_is_an_error(content: bytes | None, tmp_path: Path) -> None:
    """One sentence that names it."""
    if content:
        (tmp_path / "readme").write_bytes(content)
    with pytest.raises(InputError) as caught:
        find_inputs([str(tmp_path)])
    assert str(caught.value) == f"{tmp_path}: no capture in this directory or below it"


@pytest.mark.parametrize(("name", "reason"), [("missing", "no such file or directory"), ("a\0b", "zero byte")])
def test_a_path_that_is_not_there_is_an_error(name: str, reason: str, folder: Path) -> None:
    """Before anything is read."""
    with pytest.raises(InputError, match=reason):
        find_inputs([str(folder), os.path.join(str(folder), name)])


def test_a_file_is_taken_once(folder: Path) -> None:
    """Named twice, below a named directory, or linked to: evidence must not count double."""
    link = folder / "deep" / "link.pcap"
    link.symlink_to(folder / "a-last.pcap")
    (folder / "deep" / "round").symlink_to(folder)
    found = find_inputs([str(folder / "a-last.pcap"), str(folder), str(folder / "deep"), str(link)])
    assert names(found, folder) == ["b-first.dat", "deep/deeper/no-suffix", "a-last.pcap"]


def test_links_to_nowhere_and_pipes_below_a_directory_are_passed_by(folder: Path) -> None:
    """Opening a pipe would wait for its writer."""
    (folder / "nowhere.pcap").symlink_to(folder / "gone")
    os.mkfifo(folder / "pipe.pcap")
    assert len(find_inputs([str(folder)])) == 3


def test_named_files_are_taken_as_they_are(folder: Path) -> None:
    """Content is the concern of opening; standard input and pipes come last and are not touched."""
    os.mkfifo(folder / "pipe")
    notes, pipe, first = str(folder / "deep" / "notes.txt"), str(folder / "pipe"), str(folder / "b-first.dat")
    assert find_inputs(["-", notes, pipe, first, "-"]) == [first, "-", notes, pipe]


def test_the_time_of_the_first_frame(folder: Path) -> None:
    """Without reading more than the start."""
    assert probe_first_time(str(folder / "a-last.pcap")) == 300 * SECOND
    assert probe_first_time(str(folder / "deep" / "deeper" / "no-suffix")) == 200 * SECOND
    for path in ("deep/notes.txt", "deep/empty", "deep", "missing", "a\0b"):
        assert probe_first_time(os.path.join(str(folder), path)) is None
    assert probe_first_time("-") is None


def test_the_search_for_the_first_frame_is_bounded(tmp_path: Path) -> None:
    """A capture may begin with megabytes of other blocks."""
    path = tmp_path / "late"
    path.write_bytes(section() + interface() * (PROBE_LIMIT // 20 + 999) + enhanced(5, b"x"))
    assert probe_first_time(str(path)) is None


@pytest.fixture
def stranger() -> Iterator[Path]:
    """A folder that all may look into, while this process has no more rights than a stranger."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    user = os.geteuid()
    yield folder
    os.seteuid(user)
    for path in sorted(folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def give_up_rights() -> None:
    """Root may read everything: go on as somebody else."""
    if os.geteuid() == 0:
        os.seteuid(65534)


@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_folder_that_cannot_be_searched_is_named_and_the_rest_is_taken(stranger: Path, mode: int) -> None:
    """Whether its names are hidden, or what stands behind them."""
    (stranger / "a.pcap").write_bytes(pcap([b"x"]))
    (stranger / "closed").mkdir()
    (stranger / "closed" / "b.pcap").write_bytes(pcap([b"x"]))
    (stranger / "closed").chmod(mode)
    give_up_rights()
    found = find_inputs([str(stranger)])
    assert names(found, stranger) == ["a.pcap", "closed" if mode == 0 else "closed/b.pcap"]
    with pytest.raises(InputError, match=r"closed.*permission denied"):
        open_source(found[1])


def test_a_directory_that_cannot_be_searched_itself_is_wrong_usage(stranger: Path) -> None:
    """There is nothing to go on with."""
    (stranger / "closed").mkdir(mode=0o000)
    give_up_rights()
    with pytest.raises(InputError, match="closed: permission denied"):
        find_inputs([str(stranger / "closed")])

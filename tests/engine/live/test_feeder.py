"""Files are handed out one after the other, each once, and end what they began."""

import errno
from pathlib import Path

import pytest
from builders import pcapfile
from engine.live.notes import Notes

from sensor.engine.live import directory as directory_module
from sensor.engine.live import feeder as module
from sensor.engine.live.directory import Directory, InMemory
from sensor.engine.live.feeder import Feeder
from sensor.engine.live.wire import FileDone, Lot, Read
from sensor.model.report import InputReport


@pytest.fixture(name="put")
def _put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Feeder, Notes, list[Read]]:
    """A feeder over two complete files, what its listener is told, and what the worker is."""
    monkeypatch.setattr(module, "LOOK_SECONDS", 0.0)
    for at, name in enumerate(("a.pcap", "b.pcap")):
        (tmp_path / name).write_bytes(pcapfile.pcap([(100 + at, bytes(60))]))
    notes, orders = Notes(), list[Read]()
    return Feeder(Directory(str(tmp_path), InMemory(), 0), notes, orders.append), notes, orders


def report(order: Read, frames: int = 1) -> FileDone:
    """Return the worker's word that the file of *order* was read."""
    return FileDone(InputReport(order.path, frames=frames))


def test_one_file_at_a_time_in_their_order(put: tuple[Feeder, Notes, list[Read]]) -> None:
    """The next one when the one in hand is done, numbered from 0."""
    feeder, notes, orders = put
    for _ in range(4):
        feeder.tend()
    assert [(order.source, Path(order.path).name) for order in orders] == [(0, "a.pcap")]
    feeder.take(report(orders[0]))
    feeder.tend()
    feeder.take(report(orders[1]))
    for _ in range(3):
        feeder.tend()
    assert [(order.source, Path(order.path).name) for order in orders] == [(0, "a.pcap"), (1, "b.pcap")]
    assert [Path(path).name for path in notes.files] == ["a.pcap", "b.pcap"]
    assert len(notes.reports) == 2


def test_a_new_worker_goes_on_behind_what_was_told(put: tuple[Feeder, Notes, list[Read]]) -> None:
    """Nothing twice."""
    feeder, _, orders = put
    feeder.tend()
    feeder.tend()
    feeder.take(Lot([], [], frames=2048))
    feeder.replaced()
    assert [(order.source, order.skip) for order in orders] == [(0, 0), (0, 2048)]


def test_a_file_that_kills_is_left(put: tuple[Feeder, Notes, list[Read]]) -> None:
    """And told of; the next one is read."""
    feeder, notes, orders = put
    feeder.tend()
    feeder.tend()
    feeder.replaced()
    feeder.replaced()
    assert [event.kind for event in notes.blinds] == ["file_unreadable"]
    assert "2 workers died over it" in notes.blinds[0].what
    feeder.tend()
    assert Path(orders[-1].path).name == "b.pcap"


def test_a_folder_that_goes_away_is_a_gap_until_it_is_back(
    put: tuple[Feeder, Notes, list[Read]], tmp_path: Path
) -> None:
    """Told when it begins and when it ends, however often it is looked for."""
    feeder, notes, orders = put
    away = tmp_path.with_name("away")
    tmp_path.rename(away)
    for _ in range(3):
        feeder.tend()
    away.rename(tmp_path)
    for _ in range(3):
        feeder.tend()
    begin, end = notes.blinds
    assert (begin.kind, begin.interface, begin.until) == ("interface_gone", str(tmp_path), None)
    assert begin.what == f"{tmp_path}: there is no such folder"
    assert (end.since, end.until is not None) == (begin.since, True)
    assert orders


def test_a_file_that_cannot_be_read_is_told_once(
    put: tuple[Feeder, Notes, list[Read]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its name and why; the others are read."""
    feeder, notes, orders = put
    whole = directory_module.digest_of

    def refuse(path: str) -> str:
        if path.endswith("a.pcap"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return whole(path)

    monkeypatch.setattr(directory_module, "digest_of", refuse)
    for _ in range(3):
        feeder.tend()
    feeder.take(report(orders[0]))
    for _ in range(3):
        feeder.tend()
    path = str(tmp_path / "a.pcap")
    assert [Path(order.path).name for order in orders] == ["b.pcap"]
    assert [(one.kind, one.interface, one.what) for one in notes.blinds] == [
        ("file_unreadable", path, f"{path}: Permission denied")
    ]

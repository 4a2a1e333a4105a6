"""The file that outlives the process, and the memory that stands in for it."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from engine.live.posts import TOLD, killed, saying

from sensor.engine.live import database as module
from sensor.engine.live.database import RETRY, StateError
from sensor.engine.live.state import Saying, State


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Return a folder that is made when it is needed."""
    return str(tmp_path / "deep" / "state")


def is_durable(state: State) -> bool:
    """Ask anew: it changes in between."""
    return state.database.durable


def test_one_process_at_a_time(folder: str) -> None:
    """Two would tell everything twice. Locks are of processes, so another one tries."""
    one = State(folder)
    try_it = f"from sensor.engine.live.state import State; State({folder!r})"
    done = subprocess.run([sys.executable, "-c", try_it], capture_output=True, text=True, check=False)
    assert "another vestige keeps its state there" in done.stderr
    one.close()


def test_what_is_no_state_is_refused(tmp_path: Path) -> None:
    """In one sentence."""
    (tmp_path / "state.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StateError, match="move it away"):
        State(str(tmp_path))
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StateError, match="cannot be kept there"):
        State(str(tmp_path / "file"))
    other = tmp_path / "other"
    other.mkdir()
    db = sqlite3.connect(other / "state.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StateError, match="version 99"):
        State(str(other))


def test_a_full_disk_moves_the_state_into_memory_and_back(folder: str) -> None:
    """Nothing is lost but that it outlives the process; it says so."""
    one = State(folder)
    one.letters.register(["a"])
    one.say([saying(1)])
    pages = one.database._db.execute("PRAGMA page_count").fetchone()[0]
    one.database._db.execute(f"PRAGMA max_page_count = {pages}")
    big = Saying("f1-2", 1, b"x" * 100_000, "f1", TOLD)
    one.say([big])
    assert "cannot be written" in one.database.trouble
    assert not is_durable(one)
    assert [letter.id for letter in one.letters.waiting("a", 0, 9)] == ["f1-1", "f1-2"]
    one.database.tick(0)
    assert not is_durable(one)  # still full
    one.database._disk.execute("PRAGMA max_page_count = 1000000")
    one.database.tick(RETRY - 1)
    assert not is_durable(one)
    one.database.tick(RETRY)
    assert is_durable(one)
    assert one.database.trouble == ""
    killed(one)
    two = State(folder)
    assert [letter.id for letter in two.letters.waiting("a", 0, 9)] == ["f1-1", "f1-2"]
    two.close()


def test_without_a_folder_it_is_kept_in_memory() -> None:
    """And says so."""
    one = State(None)
    one.letters.register(["a"])
    one.say([saying(1)])
    assert one.letters.left("a") == 1
    assert not one.database.durable
    one.close()


def test_a_disk_that_is_full_at_the_start_is_no_reason_to_move_the_state_away(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is remembered there is still good."""
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL

    def refuse(path: str) -> sqlite3.Connection:
        raise full

    monkeypatch.setattr(module, "_open", refuse)
    with pytest.raises(StateError, match=r"disk is full\); make room$"):
        State(folder)

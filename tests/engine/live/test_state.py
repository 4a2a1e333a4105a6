"""What outlives the process."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from sensor.alerts.policy import Told
from sensor.engine.live import state as module
from sensor.engine.live.state import RETRY, Intent, Place, Saying, State, StateError, default_folder
from sensor.findings.gather import CaseKey
from sensor.model.finding import Verdict
from sensor.model.signature import Shows

TOLD = Told(Shows.INSTALLED, Verdict.LIKELY, succeeded=False, number=1, count=3)


def saying(number: int, finding: str = "f1") -> Saying:
    """Return an alert."""
    return Saying(f"{finding}-{number}", 1, b"%d\n" % number, finding, TOLD)


def killed(state: State) -> None:
    """End it as kill -9 does."""
    state._db.close()
    state._unlock()


def is_durable(state: State) -> bool:
    """Ask anew: it changes in between."""
    return state.durable


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Return a folder that is made when it is needed."""
    return str(tmp_path / "deep" / "state")


def test_what_was_told_is_known_after_a_kill(folder: str) -> None:
    """With the line that was not delivered."""
    one = State(folder)
    one.register(["a"])
    one.say([saying(1)])
    assert one.durable
    killed(one)
    two = State(folder)
    two.register(["a"])
    assert two.told("f1") == TOLD
    assert two.told("f2") is None
    assert [(letter.id, letter.line) for letter in two.waiting("a", 0, 9)] == [("f1-1", b"1\n")]
    two.close()


def test_an_output_waits_for_what_has_not_arrived_there(folder: str) -> None:
    """Also in the next process, and not for what was told before there was the output."""
    one = State(folder)
    one.register(["a", "b"])
    assert not one.waits("a")
    one.say([saying(1), saying(2)])
    one.arrived("a", 1)
    one.arrived("b", 2)
    killed(one)
    two = State(folder)
    assert (two.waits("a"), two.waits("b")) == (True, False)
    two.register(["a", "c"])
    assert (two.waits("a"), two.waits("c")) == (True, False)
    two.arrived("a", 2)
    assert not two.waits("a")
    two.close()


def test_each_output_has_a_cursor(folder: str) -> None:
    """A letter stays until the slowest has it."""
    one = State(folder)
    one.register(["a", "b"])
    one.say([saying(1), saying(2, "f2")])
    letters = one.waiting("a", 0, 9)
    assert [letter.line for letter in one.waiting("a", letters[0].seq, 9)] == [b"2\n"]
    one.arrived("a", letters[1].seq)
    assert (one.left("a"), one.left("b")) == (0, 2)
    one.arrived("b", letters[0].seq)
    one.arrived("a", letters[0].seq)  # a cursor never goes back
    assert (one.left("a"), one.left("b")) == (0, 1)
    assert one._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (1,)
    one.close()


def test_a_new_output_does_not_get_old_letters(folder: str) -> None:
    """And one that is gone keeps none."""
    one = State(folder)
    one.register(["a"])
    one.say([saying(1)])
    one.register(["b"])
    assert one.left("b") == 0
    one.say([saying(2)])
    assert [letter.line for letter in one.waiting("b", 0, 9)] == [b"2\n"]
    assert one._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (1,)
    one.register([])
    assert one._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (0,)
    one.close()


def test_an_alert_of_a_known_id_is_not_said_again(folder: str) -> None:
    """Ids are for ever."""
    one = State(folder)
    one.register(["a"])
    one.say([saying(1), saying(1)])
    assert one.left("a") == 1
    assert one.fact("alerts") == 1
    one.close()


def test_too_many_waiting_letters_are_lost_by_number(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest, counted for the outputs that miss them."""
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    one = State(folder)
    one.register(["a", "b"])
    for number in range(5):
        one.say([saying(number)])
        one.arrived("b", one.waiting("b", 0, 9)[-1].seq)
    assert [letter.line for letter in one.waiting("a", 0, 9)] == [b"2\n", b"3\n", b"4\n"]
    assert (one.lost("a"), one.lost("b")) == (2, 0)
    one.close()


def test_the_oldest_findings_are_forgotten(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were told again stay."""
    monkeypatch.setattr(module, "MAX_TOLD", 2)
    one = State(folder)
    one.say([saying(1, "f1"), saying(1, "f2"), saying(2, "f1"), saying(1, "f3")])
    assert [one.told(finding) is not None for finding in ("f1", "f2", "f3")] == [True, False, True]
    one.close()


def test_an_intent_is_there_until_it_arrived(folder: str) -> None:
    """It says where to look after a crash."""
    one = State(folder)
    one.register(["a"])
    one.say([saying(1)])
    (letter,) = one.waiting("a", 0, 1)
    assert one.intent("a") is None
    one.intend("a", letter.seq, Place(1, 2, 3))
    assert one.intent("a") == Intent(letter.seq, Place(1, 2, 3))
    one.arrived("a", letter.seq)
    assert one.intent("a") is None
    one.close()


def test_files_are_known_by_content(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not by name; one that grew is another."""
    monkeypatch.setattr(module, "MAX_FILES", 2)
    one = State(folder)
    one.take("a.pcap", 1, 100, "d1")
    killed(one)
    two = State(folder)
    assert two.taken("b.pcap", 2, 100, "d1")
    assert not two.taken("a.pcap", 1, 101, "d1")
    two.take("b.pcap", 2, 100, "d2")
    two.take("c.pcap", 3, 100, "d3")
    assert not two.taken("a.pcap", 1, 100, "d1")
    two.close()


def test_numbers_are_never_given_twice(folder: str) -> None:
    """Nor after a restart."""
    one = State(folder)
    assert [one.next_number("blind"), one.next_number("blind")] == [1, 2]
    one.note("alive", 77)
    killed(one)
    two = State(folder)
    assert (two.next_number("blind"), two.fact("alive"), two.fact("none")) == (3, 77, 0)
    two.close()


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
    one.register(["a"])
    one.say([saying(1)])
    pages = one._db.execute("PRAGMA page_count").fetchone()[0]
    one._db.execute(f"PRAGMA max_page_count = {pages}")
    big = Saying("f1-2", 1, b"x" * 100_000, "f1", TOLD)
    one.say([big])
    assert "cannot be written" in one.trouble
    assert not is_durable(one)
    assert [letter.id for letter in one.waiting("a", 0, 9)] == ["f1-1", "f1-2"]
    one.tick(0)
    assert not is_durable(one)  # still full
    one._disk.execute("PRAGMA max_page_count = 1000000")
    one.tick(RETRY - 1)
    assert not is_durable(one)
    one.tick(RETRY)
    assert is_durable(one)
    assert one.trouble == ""
    killed(one)
    two = State(folder)
    assert [letter.id for letter in two.waiting("a", 0, 9)] == ["f1-1", "f1-2"]
    two.close()


def test_without_a_folder_it_is_kept_in_memory() -> None:
    """And says so."""
    one = State(None)
    one.register(["a"])
    one.say([saying(1)])
    assert one.left("a") == 1
    assert not one.durable
    one.close()


@pytest.mark.parametrize(
    ("environment", "root", "wanted"),
    [
        ({"STATE_DIRECTORY": "/var/lib/x:/var/lib/y"}, True, "/var/lib/x"),
        ({}, True, "/var/lib/vestige"),
        ({"XDG_STATE_HOME": "/home/a/s"}, False, "/home/a/s/vestige"),
    ],
)
def test_where_it_is_kept(environment: dict[str, str], root: bool, wanted: str) -> None:
    """What systemd says first."""
    assert default_folder(environment, root=root) == wanted


def test_evidence_is_kept_until_there_is_none(folder: str) -> None:
    """By host, vendor, product and network."""
    one, two = CaseKey("10.0.0.1", "a", "b"), CaseKey("10.0.0.1", "a", "b", "vxlan/7")
    state = State(folder)
    state.keep([(one, b"1"), (two, b"2")])
    state.keep([(one, b"3")])
    killed(state)
    state = State(folder)
    assert state.kept() == [(two, b"2"), (one, b"3")]
    state.keep([(two, None)])
    state.keep([])
    assert state.kept() == [(one, b"3")]
    state.close()


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

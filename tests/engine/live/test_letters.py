"""Alerts on their way, and how far each output has come."""

from pathlib import Path

import pytest
from engine.live.posts import killed, saying

from sensor.engine.live import letters as module
from sensor.engine.live.letters import Intent, Place
from sensor.engine.live.state import State


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Return a folder that is made when it is needed."""
    return str(tmp_path / "deep" / "state")


def test_an_output_waits_for_what_has_not_arrived_there(folder: str) -> None:
    """Also in the next process, and not for what was told before there was the output."""
    one = State(folder)
    one.letters.register(["a", "b"])
    assert not one.letters.waits("a")
    one.say([saying(1), saying(2)])
    one.letters.arrived("a", 1)
    one.letters.arrived("b", 2)
    killed(one)
    two = State(folder)
    assert (two.letters.waits("a"), two.letters.waits("b")) == (True, False)
    two.letters.register(["a", "c"])
    assert (two.letters.waits("a"), two.letters.waits("c")) == (True, False)
    two.letters.arrived("a", 2)
    assert not two.letters.waits("a")
    two.close()


def test_each_output_has_a_cursor(folder: str) -> None:
    """A letter stays until the slowest has it."""
    one = State(folder)
    one.letters.register(["a", "b"])
    one.say([saying(1), saying(2, "f2")])
    letters = one.letters.waiting("a", 0, 9)
    assert [letter.line for letter in one.letters.waiting("a", letters[0].seq, 9)] == [b"2\n"]
    one.letters.arrived("a", letters[1].seq)
    assert (one.letters.left("a"), one.letters.left("b")) == (0, 2)
    one.letters.arrived("b", letters[0].seq)
    one.letters.arrived("a", letters[0].seq)  # a cursor never goes back
    assert (one.letters.left("a"), one.letters.left("b")) == (0, 1)
    assert one.database._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (1,)
    one.close()


def test_a_new_output_does_not_get_old_letters(folder: str) -> None:
    """And one that is gone keeps none."""
    one = State(folder)
    one.letters.register(["a"])
    one.say([saying(1)])
    one.letters.register(["b"])
    assert one.letters.left("b") == 0
    one.say([saying(2)])
    assert [letter.line for letter in one.letters.waiting("b", 0, 9)] == [b"2\n"]
    assert one.database._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (1,)
    one.letters.register([])
    assert one.database._db.execute("SELECT COUNT(*) FROM alerts").fetchone() == (0,)
    one.close()


def test_too_many_waiting_letters_are_lost_by_number(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest, counted for the outputs that miss them."""
    monkeypatch.setattr(module, "MAX_WAITING", 3)
    one = State(folder)
    one.letters.register(["a", "b"])
    for number in range(5):
        one.say([saying(number)])
        one.letters.arrived("b", one.letters.waiting("b", 0, 9)[-1].seq)
    assert [letter.line for letter in one.letters.waiting("a", 0, 9)] == [b"2\n", b"3\n", b"4\n"]
    assert (one.letters.lost("a"), one.letters.lost("b")) == (2, 0)
    one.close()


def test_an_intent_is_there_until_it_arrived(folder: str) -> None:
    """It says where to look after a crash."""
    one = State(folder)
    one.letters.register(["a"])
    one.say([saying(1)])
    (letter,) = one.letters.waiting("a", 0, 1)
    assert one.letters.intent("a") is None
    one.letters.intend("a", letter.seq, Place(1, 2, 3))
    assert one.letters.intent("a") == Intent(letter.seq, Place(1, 2, 3))
    one.letters.arrived("a", letter.seq)
    assert one.letters.intent("a") is None
    one.close()

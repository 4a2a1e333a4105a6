"""What outlives the process."""

from pathlib import Path

import pytest
from engine.live.posts import TOLD, killed, saying

from sensor.engine.live import state as module
from sensor.engine.live.state import State, default_folder
from sensor.findings.gather import CaseKey


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Return a folder that is made when it is needed."""
    return str(tmp_path / "deep" / "state")


def test_what_was_told_is_known_after_a_kill(folder: str) -> None:
    """With the line that was not delivered."""
    one = State(folder)
    one.letters.register(["a"])
    one.say([saying(1)])
    assert one.database.durable
    killed(one)
    two = State(folder)
    two.letters.register(["a"])
    assert two.told("f1") == TOLD
    assert two.told("f2") is None
    assert [(letter.id, letter.line) for letter in two.letters.waiting("a", 0, 9)] == [("f1-1", b"1\n")]
    two.close()


def test_an_alert_of_a_known_id_is_not_said_again(folder: str) -> None:
    """Ids are for ever."""
    one = State(folder)
    one.letters.register(["a"])
    one.say([saying(1), saying(1)])
    assert one.letters.left("a") == 1
    assert one.fact("alerts") == 1
    one.close()


def test_the_oldest_findings_are_forgotten(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were told again stay."""
    monkeypatch.setattr(module, "MAX_TOLD", 2)
    one = State(folder)
    one.say([saying(1, "f1"), saying(1, "f2"), saying(2, "f1"), saying(1, "f3")])
    assert [one.told(finding) is not None for finding in ("f1", "f2", "f3")] == [True, False, True]
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

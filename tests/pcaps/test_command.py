"""``python -m pcaps.recipes``: what it prints and returns."""

import pytest
from recipes import __main__ as command
from recipes import shelf


def test_check_of_one_capture_says_that_it_is_as_made(capsys: pytest.CaptureFixture[str]) -> None:
    """``--check --only`` looks at one capture and returns 0."""
    assert command.main(["--check", "--only", "kaspersky/website-visit"]) == 0
    assert "1 captures are as their recipes make them" in capsys.readouterr().out


def test_an_unknown_name_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    """A name that no capture has is said to be none."""
    assert command.main(["--only", "no-such-capture"]) == 2
    assert "no capture is called no-such-capture" in capsys.readouterr().err


def test_check_names_a_difference(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A difference is printed and the status is 1."""
    monkeypatch.setattr(shelf, "differences", lambda _wanted: ["a.pcap: changed"])
    assert command.main(["--check"]) == 1
    assert capsys.readouterr().out == "a.pcap: changed\n"

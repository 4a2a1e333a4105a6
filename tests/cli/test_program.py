"""The program and its commands."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import click
import pytest

from sensor import __version__
from sensor.cli.program import COMMANDS, cli

Run = Callable[..., Any]
HEAVY = ("rich", "yaml", "cryptography", "msgspec", "dpkt", "scapy", "publicsuffixlist", "sensor.engine")


def test_the_version(vestige: Run) -> None:
    """Name and number."""
    assert vestige("--version") == (0, f"vestige {__version__}\n", "")


def test_the_version_imports_nothing_heavy() -> None:
    """So that it comes at once."""
    code = (
        f"import sys; from sensor.cli import main; main(['--version']); print([m for m in {HEAVY} if m in sys.modules])"
    )
    paths = repr([path for path in sys.path if path])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = {paths}; {code}"],
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_help_lists_every_command(vestige: Run) -> None:
    """In the order of use."""
    code, out, _ = vestige("--help")
    assert code == 0
    places = [out.index(f"\n  {name}") for name in COMMANDS if importlib.util.find_spec(COMMANDS[name][0])]
    assert places == sorted(places)


@pytest.mark.parametrize("name", ["scan", "observe", "doctor"])
def test_every_command_has_help(vestige: Run, name: str) -> None:
    """Also by the short option."""
    code, out, _ = vestige(name, "-h")
    assert code == 0
    assert out.startswith(f"Usage: vestige {name}")


@pytest.mark.parametrize("args", [["nothing"], ["scan"], ["observe"], ["scan", "--format"]])
def test_wrong_usage_is_2(vestige: Run, args: list[str]) -> None:
    """And says what is wrong."""
    code, out, err = vestige(*args)
    assert (code, out) == (2, "")
    assert "Error:" in err


def test_a_closed_pipe_anywhere_is_quiet(vestige: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that print with click, too."""

    @click.command()
    def broken() -> None:
        raise BrokenPipeError

    monkeypatch.setattr(type(cli), "get_command", lambda *_: broken)
    monkeypatch.setattr("sensor.cli.program.silence_stdout", lambda: None)
    assert vestige("broken") == (141, "", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
@pytest.mark.parametrize("flag", ["--help", "--version"])
def test_what_is_told_before_any_command_needs_room_too(flag: str) -> None:
    """One sentence and exit 2, as everywhere: the command line is read before a command runs."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sensor.cli", flag],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            check=False,
        )
    assert (done.returncode, done.stderr) == (2, b"vestige: cannot write standard output: No space left on device\n")

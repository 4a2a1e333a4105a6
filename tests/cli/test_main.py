"""The entry of the program."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from sensor import __version__

SIGNALLED_AT = """
import os, signal, sys

class Presser:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.{signal})

sys.meta_path.insert(0, Presser())
sys.argv = ["vestige", {command!r}]
from sensor.cli import start
start()
"""


def program(code: str, repo: Path) -> subprocess.CompletedProcess[str]:
    """Run *code* with the `sensor` under test."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=repo, env=environment, capture_output=True, check=False, text=True
    )


def test_it_runs_as_a_module(repo: Path) -> None:
    """``python -m sensor.cli`` needs no installed script."""
    done = subprocess.run(
        [sys.executable, "-m", "sensor.cli", "--version"], capture_output=True, check=True, text=True, cwd=repo
    )
    assert done.stdout == f"vestige {__version__}\n"


@pytest.mark.parametrize("module", ["click", "sensor.cli.program", "sensor.cli.doctor"])
def test_an_interrupt_while_modules_are_loaded_shows_no_traceback(module: str, repo: Path) -> None:
    """In the first tenth of a second; one sentence, and the exit code of Ctrl-C."""
    done = program(SIGNALLED_AT.format(module=module, signal="SIGINT", command="doctor"), repo)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "vestige: interrupted")


@pytest.mark.parametrize("module", ["sensor.cli.program", "click", "sensor.cli.watch", "sensor.engine"])
def test_a_reload_asked_for_while_modules_are_loaded_does_not_end_live_sensing(module: str, repo: Path) -> None:
    """It goes on, here to what is wrong with its command line; other commands end, as a closed terminal wants it."""
    done = program(SIGNALLED_AT.format(module=module, signal="SIGHUP", command="watch"), repo)
    assert (done.returncode, "name interfaces to listen on" in done.stderr) == (2, True)
    done = program(SIGNALLED_AT.format(module="click", signal="SIGHUP", command="doctor"), repo)
    assert done.returncode == -signal.SIGHUP

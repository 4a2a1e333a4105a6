"""The entry of the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sensor import __version__

INTERRUPTED_AT = """
import os, signal, sys

class Presser:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Presser())
sys.argv = ["vestige", "doctor"]
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
    done = program(INTERRUPTED_AT.format(module=module), repo)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, "", "vestige: interrupted")

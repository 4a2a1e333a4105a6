"""Standard streams that are missing or full: one sentence at most, the right exit code, never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

FULL = Path("/dev/full")
COMMANDS = ["doctor", "signatures list", "signatures list --format json", "signatures match a.example", "scan {}"]


def ended(repo: Path, command: str, redirect: str) -> tuple[int, str]:
    """Run *command* of the program below a shell's *redirect*; return exit code and standard error."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    environment.pop("PYTHONUNBUFFERED", None)  # what is buffered is written at the end once more
    line = f'exec "{sys.executable}" -m sensor.cli {command} {redirect}'
    done = subprocess.run(["sh", "-c", line], check=False, cwd=repo, env=environment, capture_output=True, text=True)
    return done.returncode, done.stderr


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_told_in_a_sentence(repo: Path, capture: str, command: str) -> None:
    """Whatever prints: a report, a table, JSON."""
    code, err = ended(repo, command.format(capture), ">/dev/full")
    assert (code, err) == (2, "vestige: cannot write standard output: No space left on device\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_a_closed_standard_output_is_told_in_a_sentence(repo: Path, capture: str, command: str) -> None:
    """As a service manager may start it; no capture is opened under the number of standard output then."""
    code, err = ended(repo, command.format(capture), ">&-")
    assert (code, err) == (2, "vestige: cannot write standard output: Bad file descriptor\n")


@pytest.mark.parametrize("redirect", ["2>/dev/full", "2>&-"])
def test_a_standard_error_that_takes_nothing_changes_no_exit_code(repo: Path, tmp_path: Path, redirect: str) -> None:
    """The warning about a damaged input is lost, what it is about is not."""
    text = tmp_path / "text.pcap"
    text.write_text("hello")
    assert ended(repo, f"scan {text} --format csv", redirect)[0] == 3
    assert ended(repo, "scan /nonexistent", redirect)[0] == 2


def test_a_closed_standard_input_is_an_input_that_cannot_be_read(repo: Path) -> None:
    """And not a file that was opened under its number."""
    code, _ = ended(repo, "scan - --format csv", "<&- 2>&1")
    assert code == 3

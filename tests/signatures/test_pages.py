"""docs/generate.py, of the pages about the packs."""

import os
import subprocess
import sys
from pathlib import Path

PAGES = ("coverage.md", "everyday.md")


def test_pages_that_cannot_be_made_here_are_left_as_they_are(repo: Path, tmp_path: Path) -> None:
    """Without the lists in ../shared the check says which pages it could not check, and does not blame them."""
    environment = {**os.environ, "VESTIGE_SHARED": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, str(repo / "docs" / "generate.py"), "--check"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = [line for line in ran.stderr.splitlines() if "was not checked and stays as it is" in line]
    assert [line.split()[0] for line in told] == [f"docs/signatures/{name}" for name in PAGES]
    assert not any(name in ran.stdout for name in PAGES)
    assert (ran.returncode, ran.stdout) == (0, "")

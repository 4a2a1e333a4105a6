"""The systemd unit in the documentation is one that systemd takes."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sensor.engine.config.read import load_config


def test_the_example_configuration_is_right(repo: Path) -> None:
    """The one in the reference."""
    config = load_config(str(repo / "docs/reference/vestige.yaml"))
    assert config.output is not None
    assert len(config.suppress) == 2


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_takes_the_unit(repo: Path, tmp_path: Path) -> None:
    """With a program that is there in place of /usr/bin/vestige."""
    unit = (repo / "docs/howto/vestige.service").read_text().replace("/usr/bin/vestige", sys.executable)
    (tmp_path / "vestige.service").write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / "vestige.service")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")

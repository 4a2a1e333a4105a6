"""``vestige signatures sign`` and ``verify``, and what a configured key refuses."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sensor.signatures.trust import KEY_VARIABLE


@pytest.fixture
def keys(tmp_path: Path) -> tuple[Path, Path]:
    """A key pair of the tool."""
    tool = shutil.which("minisign")
    if tool is None:
        pytest.skip("minisign is not installed")
    public, secret = tmp_path / "k.pub", tmp_path / "k.key"
    subprocess.run([tool, "-G", "-W", "-p", public, "-s", secret], check=True, capture_output=True)
    return public, secret


def test_with_a_key_only_signed_packs_are_used(
    vestige: Any, keys: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unsigned and altered ones are refused, those that ship too."""
    public, secret = keys
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "vendor.yaml").write_text("vendor: acme\nname: Acme\ndomains: [acme.com]\nproducts: {agent: Agent}\n")
    monkeypatch.setenv(KEY_VARIABLE, str(public))
    command = ("signatures", "list", "--signatures", str(folder))
    assert "not signed" in vestige(*command).err
    assert "not signed" in vestige("signatures", "list").err
    assert vestige("signatures", "sign", str(folder), "--key", str(secret), "--comment", "acme 1").code == 0
    assert "acme 1" in vestige("signatures", "verify", str(folder), "--key", str(public)).out
    assert vestige(*command).code == 0
    monkeypatch.delenv(KEY_VARIABLE)
    assert vestige(*command, "--signature-key", str(public)).code == 0
    assert "not signed" in vestige("signatures", "list", "--signature-key", str(public)).err
    assert "signature key: " in vestige(*command, "--signature-key", "x").err
    monkeypatch.setenv(KEY_VARIABLE, str(public))
    with (folder / "vendor.yaml").open("a") as file:
        file.write("\n")
    refused = vestige(*command)
    assert refused.code == 2
    assert "altered after it was signed" in refused.err

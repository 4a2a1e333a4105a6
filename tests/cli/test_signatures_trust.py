"""``vestige signatures sign`` and ``verify``, and what a configured key refuses."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sensor.signatures.minisign import WRONG_PASSWORD
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


def test_a_key_that_cannot_be_read_is_told_by_its_name(vestige: Any, tmp_path: Path) -> None:
    """By the one given, no variable that nobody set."""
    (tmp_path / "bad.pub").write_text("nothing\n")
    ran = vestige("signatures", "verify", str(tmp_path), "--key", "nokey")
    assert (ran.code, ran.err) == (
        2,
        "vestige: signature key: 'nokey' is no file, and this is no public key of minisign\n",
    )
    ran = vestige("signatures", "verify", str(tmp_path), "--key", str(tmp_path / "bad.pub"))
    assert ran.err == f"vestige: signature key: {tmp_path}/bad.pub: this is no public key of minisign\n"


def test_a_password_that_is_not_given_is_told(vestige: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a wrong one and none look alike."""

    def refuse(_text: str, _password: str) -> None:
        raise ValueError(WRONG_PASSWORD)

    monkeypatch.setattr("sensor.signatures.minisign.read_secret_key", refuse)
    key = tmp_path / "k.key"
    key.touch()
    monkeypatch.delenv("VESTIGE_KEY_PASSWORD", raising=False)
    assert "(VESTIGE_KEY_PASSWORD is not set)" in vestige("signatures", "sign", str(tmp_path), "--key", str(key)).err
    monkeypatch.setenv("VESTIGE_KEY_PASSWORD", "wrong")
    assert vestige("signatures", "sign", str(tmp_path), "--key", str(key)).err == f"vestige: {WRONG_PASSWORD}\n"

"""Signed folders and files: what is accepted, and each way in which one is not."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sensor.signatures.minisign import PublicKey, SecretKey
from sensor.signatures.trust import KEY_VARIABLE, check_packs, configured_key, sign_pack, verify_pack

SEED = bytes(range(32))
SECRET = SecretKey(b"12345678", SEED)
PUBLIC = PublicKey(b"12345678", Ed25519PrivateKey.from_private_bytes(SEED).public_key().public_bytes_raw())


@pytest.fixture
def folder(pack: Callable[..., Path], make: Callable[..., str]) -> Path:
    """A signed pack."""
    path = pack(make())
    sign_pack(path, SECRET, "acme 1")
    return path


def test_a_signed_folder_and_a_signed_file(folder: Path) -> None:
    """The comment comes back."""
    assert verify_pack(folder, PUBLIC) == "acme 1"
    sign_pack(folder / "agent.yaml", SECRET, "one file")
    assert verify_pack(folder / "agent.yaml", PUBLIC) == "one file"


def test_every_change_is_named(folder: Path) -> None:
    """An altered, a new and a missing file; an altered list; no signature at all."""
    agent = folder / "agent.yaml"
    text = agent.read_text()
    agent.write_text(text + "\n")
    with pytest.raises(ValueError, match=r"agent\.yaml: altered after it was signed"):
        verify_pack(folder, PUBLIC)
    agent.unlink()
    with pytest.raises(ValueError, match=r"agent\.yaml: signed, and not there"):
        verify_pack(folder, PUBLIC)
    agent.write_text(text)
    (folder / "more.yaml").write_text(text)
    with pytest.raises(ValueError, match=r"more\.yaml: not among the files"):
        verify_pack(folder, PUBLIC)
    (folder / "pack.sha256").write_text("")
    with pytest.raises(ValueError, match="altered"):
        verify_pack(folder, PUBLIC)
    (folder / "pack.sha256.minisig").unlink()
    with pytest.raises(ValueError, match="not signed"):
        verify_pack(folder, PUBLIC)


def test_the_configured_key(tmp_path: Path) -> None:
    """None, itself, in a file; what is none is said with the name of the variable."""
    line = "RWRJUODa+v4/Odls6TSHhoTCpw85bSfXtQjFcufXVZXA6T9WB0vbGGPn"
    path = tmp_path / "k.pub"
    path.write_text(f"untrusted comment: x\n{line}\n")
    assert configured_key({}) is None
    assert configured_key({KEY_VARIABLE: line}) == configured_key({KEY_VARIABLE: str(path)})
    assert configured_key({KEY_VARIABLE: "x"}, str(path)) == configured_key({}, line)
    with pytest.raises(ValueError, match=KEY_VARIABLE):
        configured_key({KEY_VARIABLE: "x"})
    with pytest.raises(ValueError, match="signature key: "):
        configured_key({}, "x")


def test_all_packs_of_a_load_are_checked(folder: Path, tmp_path: Path) -> None:
    """With a key; an overlay without a signature of its own is refused as a pack is."""
    overlay = tmp_path / "overlay.yaml"
    overlay.write_text("changes: []\n")
    check_packs([overlay], None)
    check_packs([folder], PUBLIC)
    with pytest.raises(ValueError, match="not signed"):
        check_packs([folder, overlay], PUBLIC)

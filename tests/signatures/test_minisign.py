"""Signatures in the format of minisign, checked by the tool itself both ways where it is installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

from sensor.signatures.minisign import PublicKey, SecretKey, read_public_key, read_secret_key, sign, verify

PUBLIC = "untrusted comment: minisign public key 393FFEFADAE05049\nRWRJUODa+v4/Odls6TSHhoTCpw85bSfXtQjFcufXVZXA6T9WB0vbGGPn\n"
DATA = b"a pack\n"


@pytest.fixture(scope="module")
def tool() -> str:
    """The tool, where there is one."""
    found = shutil.which("minisign")
    if found is None:
        pytest.skip("minisign is not installed")
    return found


@pytest.fixture(scope="module")
def keys(tool: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A key pair that the tool made, without password."""
    folder = tmp_path_factory.mktemp("keys")
    public, secret = folder / "k.pub", folder / "k.key"
    subprocess.run([tool, "-G", "-W", "-p", public, "-s", secret], check=True, capture_output=True)
    return public, secret


def own_keys() -> tuple[PublicKey, SecretKey]:
    """Return a pair of keys made here."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    seed = bytes(range(32))
    raw = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return PublicKey(b"12345678", raw), SecretKey(b"12345678", seed)


def test_the_tool_verifies_what_is_signed_here(tool: str, keys: tuple[Path, Path], tmp_path: Path) -> None:
    """With the comment."""
    public, secret = keys
    path = tmp_path / "f"
    path.write_bytes(DATA)
    Path(f"{path}.minisig").write_text(sign(DATA, read_secret_key(secret.read_text()), "pack acme 1"))
    run = subprocess.run([tool, "-V", "-p", public, "-m", path], capture_output=True, text=True, check=True)
    assert "Trusted comment: pack acme 1" in run.stdout


@pytest.mark.parametrize("kind", ["-H", "-l"])
def test_what_the_tool_signs_is_verified_here(tool: str, keys: tuple[Path, Path], tmp_path: Path, kind: str) -> None:
    """Over the hash of the file, and over the file itself as older versions did."""
    public, secret = keys
    path = tmp_path / "f"
    path.write_bytes(DATA)
    subprocess.run([tool, "-S", kind, "-s", secret, "-m", path, "-t", "theirs"], check=True, capture_output=True)
    signature = Path(f"{path}.minisig").read_text()
    assert verify(DATA, signature, read_public_key(public.read_text())) == "theirs"
    with pytest.raises(ValueError, match="altered"):
        verify(DATA + b"x", signature, read_public_key(public.read_text()))


def test_what_does_not_hold_is_said() -> None:
    """Content, comment and key; a damaged file is none."""
    public, secret = own_keys()
    good = sign(DATA, secret, "pack acme 1")
    assert verify(DATA, good, public) == "pack acme 1"
    for text, words in (
        (good.replace("acme 1", "acme 2"), "comment was altered"),
        (good.replace("trusted comment: p", "p"), "no signature file"),
        (good[:60], "no signature file"),
        ("\n".join([*good.splitlines()[:3], "AAAA"]), "no signature"),
    ):
        with pytest.raises(ValueError, match=words):
            verify(DATA, text, public)
    with pytest.raises(ValueError, match="content was altered"):
        verify(b"other", good, public)
    with pytest.raises(ValueError, match="signed with another key"):
        verify(DATA, good, PublicKey(b"87654321", public.raw))
    with pytest.raises(ValueError, match="one line"):
        sign(DATA, secret, "two\nlines")


def test_keys_are_read_in_both_forms() -> None:
    """The file, and its second line alone as tools take it on the command line."""
    assert read_public_key(PUBLIC) == read_public_key(PUBLIC.splitlines()[1])
    assert read_public_key(PUBLIC).name == "393FFEFADAE05049"


@pytest.mark.parametrize("text", ["", "x", "RWRJUODa", PUBLIC.replace("RWRJ", "XXXX"), "untrusted comment: only"])
def test_what_is_no_key_is_refused(text: str) -> None:
    """With a sentence."""
    with pytest.raises(ValueError, match=r"public key"):
        read_public_key(text)
    with pytest.raises(ValueError, match=r"secret key"):
        read_secret_key(text)

"""Whom a pack comes from: a listing of its files and their hashes, signed in the format of minisign.

``pack.sha256`` lists every signature file of a folder as ``sha256sum -c`` takes it; ``pack.sha256.minisig`` is its
signature. A file given alone has its signature beside it.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from sensor.signatures.files import find_files
from sensor.signatures.limits import MAX_FILE_BYTES
from sensor.signatures.minisign import MAX_FILE, PublicKey, SecretKey, read_public_key, sign, verify

LISTING = "pack.sha256"
ENDING = ".minisig"
KEY_VARIABLE = "VESTIGE_SIGNATURE_KEY"
"""Environment variable: the public key, or the path of its file, without whose signature no pack is loaded."""


def listing(path: Path) -> str:
    """Return hash and name of each signature file in the folder *path*. Raises OSError and SignatureErrors."""
    lines = []
    for file in find_files([path]):
        with file.path.open("rb") as opened:
            digest = hashlib.file_digest(opened, "sha256").hexdigest()
        lines.append(f"{digest}  {file.path.relative_to(path).as_posix()}\n")
    return "".join(sorted(lines, key=lambda line: line[66:]))


def sign_pack(path: Path, key: SecretKey, comment: str) -> Path:
    """Sign a folder or a file and return where the signature was written. Raises OSError, ValueError."""
    target = path
    if path.is_dir():
        target = path / LISTING
        target.write_text(listing(path))
    written = target.with_name(target.name + ENDING)
    written.write_text(sign(target.read_bytes(), key, comment))
    return written


def verify_pack(path: Path, key: PublicKey) -> str:
    """Return the comment that was signed with a folder or a file. Raises ValueError with what does not hold."""
    target = path / LISTING if path.is_dir() else path
    try:
        signature = target.with_name(target.name + ENDING).read_text("utf-8", "replace")[: MAX_FILE + 1]
        with target.open("rb") as opened:
            data = opened.read(MAX_FILE_BYTES)
    except OSError as error:
        raise ValueError(f"{path}: not signed ({Path(error.filename or target).name}: {error.strerror})") from None
    try:
        comment = verify(data, signature, key)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    if path.is_dir():
        _compare(path, data.decode("utf-8", "replace"))
    return comment


def check_packs(paths: Iterable[Path], key: PublicKey | None) -> None:
    """Raise ValueError, OSError or SignatureErrors for the first of *paths* that is not signed with *key*, if there is one."""
    if key is not None:
        for path in paths:
            verify_pack(path, key)


def configured_key(environment: Mapping[str, str], given: str = "") -> PublicKey | None:
    """Return the key that packs have to be signed with: *given*, or that of the environment; None where there is none.

    Raises ValueError.
    """
    value = (given or environment.get(KEY_VARIABLE, "")).strip()
    if not value:
        return None
    path = Path(value)
    name = "signature key" if given else KEY_VARIABLE
    try:
        if path.is_file():
            return read_public_key(path.read_text("utf-8", "replace"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{name}: {path}: {error}") from None
    try:
        return read_public_key(value)
    except ValueError as error:
        raise ValueError(f"{name}: {value!r} is no file, and {error}") from None


def _compare(path: Path, signed: str) -> None:
    """Raise ValueError where the files in *path* are not those that were signed."""
    before = {line[66:]: line[:64] for line in signed.splitlines()}
    now = {line[66:]: line[:64] for line in listing(path).splitlines()}
    for name in sorted(before.keys() | now.keys()):
        if name not in before:
            raise ValueError(f"{path / name}: not among the files that were signed")
        if name not in now:
            raise ValueError(f"{path / name}: signed, and not there")
        if before[name] != now[name]:
            raise ValueError(f"{path / name}: altered after it was signed")

"""Files → one `SignatureSet`, or all that is wrong with them."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from sensor.model.signature import Location, SignatureSet
from sensor.signatures.checks import duplicates, unknown_names
from sensor.signatures.checks.context import Context
from sensor.signatures.documents import Documents, read_document
from sensor.signatures.files import SourceFile, bundled_dir, find_files
from sensor.signatures.limits import MAX_FILE_BYTES
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.problems import Problem, SignatureErrors
from sensor.signatures.reader import Reader


def load(paths: Sequence[Path] | None = None) -> SignatureSet:
    """Return the signatures of the files and folders in *paths*; None means the packs that ship.

    The bans and vendors that ship stand in for those that *paths* name without defining them. Raises SignatureErrors
    with every problem of every file; then nothing is loaded.
    """
    files = find_files([bundled_dir()] if paths is None else list(paths))
    documents, problems, digest = _read_all(files)
    if paths is not None and not problems:
        _add_shipped(documents)
    found = SignatureSet(
        signatures=tuple(documents.signatures),
        vendors={vendor.id: vendor for vendor in documents.vendors},
        bans={ban.id: ban for ban in documents.bans},
        packs=tuple(dict.fromkeys(file.pack for file in files if file.pack)),
        sha256=digest,
    )
    if not problems:
        problems = [
            *duplicates.repeated_documents(documents),
            *duplicates.check(found, Context()),
            *unknown_names.check(found, Context()),
        ]
    if problems:
        raise SignatureErrors(problems)
    return found


def load_shared_suffixes() -> tuple[str, ...]:
    """Return the names of shared hosting that ship with the packs; lint refuses suffixes that lie on them."""
    path = bundled_dir() / "shared-hosting.yaml"
    documents, problems, _digest = _read_all([SourceFile(path, path.name, "")])
    if problems:
        raise SignatureErrors(problems)
    return tuple(documents.shared)


def _read_all(files: Iterable[SourceFile]) -> tuple[Documents, list[Problem], str]:
    documents = Documents()
    problems: list[Problem] = []
    digest = hashlib.sha256()
    for file in files:
        try:
            data = _read_bytes(file.path)
            digest.update(f"{file.name}\0{len(data)}\0".encode())
            digest.update(data)
            reader = Reader()
            read_document(reader, parse_yaml(data, str(file.path)), file.path.name, documents)
            problems += reader.problems
        except SignatureErrors as error:
            problems += error.problems
    return documents, problems, digest.hexdigest()


def _read_bytes(path: Path) -> bytes:
    """Return the content of *path*, one byte more than allowed at most."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise SignatureErrors([Problem(Location(str(path)), f"cannot be read: {error.strerror}")]) from None


def _add_shipped(documents: Documents) -> None:
    """Add the bans and vendors that ship and that *documents* name without defining them."""
    shipped_files = [file for file in _shipped() if file.path.name in ("bans.yaml", "vendor.yaml")]
    shipped, problems, _digest = _read_all(shipped_files)
    if problems:
        return
    own = {vendor.id for vendor in documents.vendors}
    named = {signature.vendor for signature in documents.signatures}
    documents.vendors += [vendor for vendor in shipped.vendors if vendor.id in named - own]
    bans = {ban.id for ban in documents.bans}
    documents.bans += [ban for ban in shipped.bans if ban.id not in bans]


def _shipped() -> list[SourceFile]:
    try:
        return find_files([bundled_dir()])
    except SignatureErrors:
        return []

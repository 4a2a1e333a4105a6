"""Bytes of signature files → one `SignatureSet`, or all that is wrong with them. What needs YAML stands below here."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sensor.model.signature import PackVersion, SignatureSet
from sensor.signatures.checks import changes, duplicates, unknown_names
from sensor.signatures.checks.context import Context
from sensor.signatures.documents import Documents, read_document
from sensor.signatures.files import SourceFile
from sensor.signatures.limits import MAX_PROBLEMS
from sensor.signatures.nodes import parse_yaml
from sensor.signatures.problems import Problem, SignatureErrors
from sensor.signatures.reader import Reader

Content = tuple[SourceFile, bytes]
"""A file and what is in it."""


def build(contents: Sequence[Content], stand_in: Sequence[Content], problems: Iterable[Problem] = ()) -> SignatureSet:
    """Return the signatures in *contents*; bans and vendors that they do not define are taken from *stand_in*.

    Raises SignatureErrors with every problem of every file, *problems* among them.
    """
    documents, found_problems = read_contents(contents)
    found_problems += problems
    if not found_problems:
        _add_missing(documents, stand_in)
    packs = _by_pack(contents)
    versions = {vendor.at.path: vendor.version for vendor in documents.vendors if vendor.at}
    found = SignatureSet(
        signatures=tuple(documents.signatures),
        vendors={vendor.id: vendor for vendor in documents.vendors},
        bans={ban.id: ban for ban in documents.bans},
        packs=tuple(packs),
        sha256=_digest(contents),
        pack_versions=tuple(_edition(name, own, versions) for name, own in packs.items()),
        changes=tuple(documents.changes),
    )
    usable = not found_problems
    found_problems += [*duplicates.repeated_documents(documents), *duplicates.check(found, Context())]
    if usable:  # a name that is not known may be defined in what could not be read
        found_problems += unknown_names.check(found, Context())
        found_problems += islice(changes.check(found, Context()), MAX_PROBLEMS)
    if found_problems:
        raise SignatureErrors(found_problems)
    return found


def read_contents(contents: Iterable[Content]) -> tuple[Documents, list[Problem]]:
    """Return what the files say, and what is wrong with them."""
    documents = Documents()
    problems: list[Problem] = []
    for file, data in contents:
        try:
            reader = Reader()
            read_document(reader, parse_yaml(data, str(file.path)), file.path.name, documents)
            problems += reader.problems
        except SignatureErrors as error:
            problems += error.problems
    return documents, problems


def _by_pack(contents: Iterable[Content]) -> dict[str, list[Content]]:
    """Return the files of each pack."""
    found: dict[str, list[Content]] = {}
    for content in contents:
        if content[0].pack:
            found.setdefault(content[0].pack, []).append(content)
    return found


def _edition(pack: str, contents: Iterable[Content], versions: Mapping[str, str]) -> PackVersion:
    """Return the version of *pack*, from the path of its vendor file, and its hash."""
    version = "".join(versions.get(str(file.path), "") for file, _data in contents)
    return PackVersion(pack, version, _digest(contents))


def _digest(contents: Iterable[Content]) -> str:
    digest = hashlib.sha256()
    for file, data in contents:
        digest.update(f"{file.name}\0{len(data)}\0".encode())
        digest.update(data)
    return digest.hexdigest()


def _add_missing(documents: Documents, stand_in: Sequence[Content]) -> None:
    """Add the bans and vendors of *stand_in* that *documents* name without defining them."""
    shipped, problems = read_contents(stand_in)
    if problems:
        return
    own = {vendor.id for vendor in documents.vendors}
    named = {signature.vendor for signature in documents.signatures}
    documents.vendors += [vendor for vendor in shipped.vendors if vendor.id in named - own]
    bans = {ban.id for ban in documents.bans}
    documents.bans += [ban for ban in shipped.bans if ban.id not in bans]

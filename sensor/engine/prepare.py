"""The matcher of a run; its table of names is kept between runs, beside the signatures it was made from."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from sensor import __version__
from sensor.match.cache import dump_names, restore_names
from sensor.match.matcher import Matcher
from sensor.match.names import NameTable
from sensor.model.signature import SignatureSet
from sensor.signatures.cache import edition, keep, open_kept

NAME = "names-{}.table"
MADE_BY = ("match", "signatures/names.py")
"""What decides about a table besides the signatures; see `sensor.signatures.cache`."""


def make_matcher(
    signatures: SignatureSet, search_suffixes: Sequence[str] = (), *, cache: Path | None = None
) -> Matcher:
    """Return the matcher of *signatures*. With a folder *cache* its table of names is read from there, or kept there.

    To make one takes a second for a million names, and for a few the time to take their patterns apart.
    """
    if cache is None:
        return Matcher(signatures, search_suffixes=search_suffixes)
    key = table_key(signatures, search_suffixes)
    names = read_table(cache, key)
    matcher = Matcher(signatures, search_suffixes=search_suffixes, names=names)
    if names is None:
        keep(cache, NAME, key, dump_names(matcher.names))
    return matcher


def table_key(signatures: SignatureSet, search_suffixes: Sequence[str]) -> str:
    """Return a hash over everything that the table comes from: files, which of their signatures, suffixes, modules."""
    digest = hashlib.sha256(signatures.sha256.encode())
    chosen = [signature.id for signature in signatures.signatures]
    for part in (__version__, *edition(MADE_BY), "", *search_suffixes, "", *chosen):
        digest.update(f"{len(part)}\0{part}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def read_table(cache: Path, key: str) -> NameTable | None:
    """Return the table kept under *key*, or None."""
    try:
        with open_kept(cache, NAME.format(key)) as file:
            return restore_names(file)
    except (OSError, ValueError):
        return None

"""Files → one `SignatureSet`: out of the cache where the same files were read before, else built from their YAML.

The modules that read YAML are imported only then: a start that finds its signatures in the cache does without them.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from sensor.model.signature import Location, SignatureSet
from sensor.signatures.cache import cache_key, read_cache, write_cache
from sensor.signatures.files import BANS_FILE, VENDOR_FILE, SourceFile, bundled_dir, find_files
from sensor.signatures.limits import MAX_FILE_BYTES
from sensor.signatures.overlay import apply_changes
from sensor.signatures.problems import Problem, SignatureErrors

USUAL_BYTES = 64 * 1024
"""Nearly all files are smaller; to make room for the largest that is allowed takes five times as long as reading one."""


def load(paths: Sequence[Path] | None = None, *, cache: Path | None = None, today: str = "") -> SignatureSet:
    """Return the signatures of the files and folders in *paths*; None means the packs that ship.

    The bans and vendors that ship stand in for those that *paths* name without defining them. Raises SignatureErrors
    with every problem of every file; then nothing is loaded. With a folder *cache* the result is kept there. Changes of
    an overlay that end before *today* (``YYYY-MM-DD``) are left out.
    """
    chosen = [bundled_dir()] if paths is None else list(paths)
    return apply_changes(
        _load(find_files(chosen), [] if bundled_dir() in chosen else _shipped_documents(), cache), today
    )


def _load(files: list[SourceFile], stand_in: list[SourceFile], cache: Path | None) -> SignatureSet:
    """Return what *files* say, as they say it."""
    if cache is not None:
        kept = _kept(cache, [*files, *stand_in])
        if kept is not None:
            return kept
    from sensor.signatures.build import build  # noqa: PLC0415 - YAML and its readers take half of a start

    contents, problems = _read_all(files)
    shipped = _read_all(stand_in)[0]
    found = build(contents, shipped, problems)
    if cache is not None:  # under the key of what was read now: the files may have changed since they were looked for
        write_cache(cache, cache_key(map(_keyed, (*contents, *shipped))), found)
    return found


def load_shared_suffixes() -> tuple[str, ...]:
    """Return the names of shared hosting that ship with the packs; lint refuses suffixes that lie on them."""
    from sensor.signatures.build import read_contents  # noqa: PLC0415 - as above

    path = bundled_dir() / "shared-hosting.yaml"
    contents, problems = _read_all([SourceFile(path, path.name, "")])
    documents, more = read_contents(contents)
    if problems or more:
        raise SignatureErrors([*problems, *more])
    return tuple(documents.shared)


def _kept(cache: Path, files: Iterable[SourceFile]) -> SignatureSet | None:
    """Return what the cache has for *files*. They are read one by one, so that a long list is not held beside its result."""
    try:
        key = cache_key(_keyed((file, _read(file))) for file in files)
    except OSError:
        return None
    return read_cache(cache, key)


def _keyed(content: tuple[SourceFile, bytes]) -> tuple[str, str, bytes]:
    """Return what of a file decides about the result: where messages say it is, its name in the pack, its bytes."""
    file, data = content
    return str(file.path), file.name, data


def _read(file: SourceFile) -> bytes:
    """Return the content of *file*, one byte more than allowed at most. Raises OSError."""
    with open(file.path, "rb") as opened:
        data = opened.read(USUAL_BYTES)
        return data if len(data) < USUAL_BYTES else data + opened.read(MAX_FILE_BYTES + 1 - USUAL_BYTES)


def _read_all(files: Iterable[SourceFile]) -> tuple[list[tuple[SourceFile, bytes]], list[Problem]]:
    """Return the content of each of *files*, and which cannot be read."""
    contents = []
    problems = []
    for file in files:
        try:
            contents.append((file, _read(file)))
        except OSError as error:
            problems.append(Problem(Location(str(file.path)), f"cannot be read: {error.strerror}"))
    return contents, problems


def _shipped_documents() -> list[SourceFile]:
    """Return the files of the packs that ship which define bans and vendors."""
    try:
        return [file for file in find_files([bundled_dir()]) if file.path.name in (BANS_FILE, VENDOR_FILE)]
    except SignatureErrors:
        return []

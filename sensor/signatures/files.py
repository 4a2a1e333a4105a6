"""Which files make up a load: the packs that ship, folders, single files."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from sensor.model.signature import Location
from sensor.signatures.limits import MAX_FILES
from sensor.signatures.problems import Problem, SignatureErrors

YAML_ENDINGS = (".yaml", ".yml")
VENDOR_FILE = "vendor.yaml"
BANS_FILE = "bans.yaml"
OVERLAY_FILE = "overlay.yaml"
COMMON = (BANS_FILE, OVERLAY_FILE, "shared-hosting.yaml")
"""Files that belong to no pack, unless they lie in its folder."""
BESIDE = "+"
"""Before a path: beside the packs that ship, not in their place."""


class SourceFile(msgspec.Struct, frozen=True):
    """One file to read."""

    path: Path
    name: str
    """Path relative to the folder of packs, with forward slashes: what the hash covers, the same on every machine."""
    pack: str
    """The vendor folder it lies in, else the folder given, or the stem of a file given alone; empty for `COMMON` files."""


def bundled_dir() -> Path:
    """Return the folder of the packs that ship: inside the installed package, else beside it in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "_packs", package.parent / "signatures"):
        if (candidate / "bans.yaml").is_file():
            return candidate
    return package.parent / "signatures"


def chosen_paths(given: Iterable[str]) -> list[Path]:
    """Return where to read for what a user names: ``+DIR`` stands beside the packs that ship, ``DIR`` in their place.

    Nothing given means the packs that ship. One path without ``+`` is enough to do without them.
    """
    texts = list(given)
    shipped = [bundled_dir()] if all(text.startswith(BESIDE) for text in texts) else []
    return shipped + [Path(text.removeprefix(BESIDE)) for text in texts]


def find_files(paths: Sequence[Path]) -> list[SourceFile]:
    """Return the signature files under *paths* in a fixed order. Raises SignatureErrors for a path that has none."""
    problems: list[Problem] = []
    found: dict[str, SourceFile] = {}
    for path in paths:
        if path.is_dir():
            files = list(_folder(path, problems))
            if not files:
                problems.append(Problem(Location(str(path)), "no signature file (*.yaml) in this folder"))
        elif path.is_file():
            files = [(os.path.realpath(path), SourceFile(path, path.name, "" if path.name in COMMON else path.stem))]
        else:
            problems.append(
                Problem(
                    Location(str(path)),
                    "no such file or folder" if not path.exists() else "neither a file nor a folder",
                )
            )
            continue
        for real, file in files:
            found.setdefault(real, file)
    if problems:
        raise SignatureErrors(problems)
    return list(found.values())


def _folder(root: Path, problems: list[Problem]) -> Iterator[tuple[str, SourceFile]]:
    """Yield the files of a folder of packs, or of one pack (a folder with a vendor.yaml in it), after their real paths."""
    base = os.path.realpath(root)
    if (root / VENDOR_FILE).is_file():
        base = os.path.dirname(base)
    outer = os.path.basename(base)
    below = os.path.join(base, "")
    for number, (real, path) in enumerate(_walk(root)):
        if number >= MAX_FILES:
            problems.append(Problem(Location(str(root)), f"more than {MAX_FILES} signature files"))
            return
        parts = real.removeprefix(below).split(os.sep) if real.startswith(below) else path.parts[-2:]
        alone = "" if path.name in COMMON else outer
        yield real, SourceFile(path, "/".join(parts), parts[0] if len(parts) > 1 else alone)


def _walk(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the YAML files below *root* by name, each after its real path.

    Links to folders are not followed, hidden ones are left out.
    """
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        place = os.path.realpath(folder)
        for name in sorted(files):
            if name.endswith(YAML_ENDINGS) and not name.startswith("."):
                real = os.path.join(place, name)
                yield os.path.realpath(real) if os.path.islink(real) else real, Path(folder, name)

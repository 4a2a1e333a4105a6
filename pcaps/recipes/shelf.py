"""The shelf: writes what the recipes make, keeps the manifest, and compares both."""

import hashlib
import io
import lzma
import zlib
from collections.abc import Callable
from pathlib import Path

import yaml

from .book import LICENCE, RECIPES, Recipe

ROOT = Path(__file__).resolve().parents[1]
"""``pcaps/``."""
MANIFEST = ROOT / "MANIFEST.yaml"
HEAD = """\
# What stands in this folder, and what each capture is for. Written by `python -m pcaps.recipes` from the recipes:
# change a recipe and run it again. All addresses are documentation or private ones; no traffic of a real network.
"""
COMPRESSED = (".gz", ".zst", ".lz4", ".xz")
SUFFIXES = (".pcap", ".pcapng", ".cap", *COMPRESSED)


def unpack(data: bytes, suffix: str) -> bytes:
    """Return what a compressed capture holds, as far as it can be read."""
    if suffix == ".gz":
        return zlib.decompressobj(wbits=31).decompress(data)
    if suffix == ".xz":
        return lzma.decompress(data)
    if suffix == ".zst":
        import zstandard

        return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(data)).read()
    if suffix == ".lz4":
        import lz4.frame

        return bytes(lz4.frame.decompress(data))
    raise ValueError(f"no compressed capture: {suffix}")


def frames_in(data: bytes) -> int:
    """Count the records of a capture as far as it can be read (classic pcap and the pcapng that the recipes write)."""
    if data[:4] == b"\x0a\x0d\x0d\x0a":
        order = "little" if data[8:12] == b"\x4d\x3c\x2b\x1a" else "big"
        count, at = 0, 0
        while at + 12 <= len(data):
            length = int.from_bytes(data[at + 4 : at + 8], order)
            if length < 12 or at + length > len(data):
                break
            count += int.from_bytes(data[at : at + 4], order) in (2, 3, 6)
            at += length
        return count
    order = "little" if data[:1] in (b"\xd4", b"\x4d") else "big"
    count, at = 0, 24
    while at + 16 <= len(data):
        length = int.from_bytes(data[at + 8 : at + 12], order)
        if length > len(data) - at - 16:
            break
        count += 1
        at += 16 + length
    return count


def entry(recipe: Recipe, data: bytes) -> dict[str, object]:
    """Return the manifest's entry for *recipe*, whose file holds *data*."""
    plain = unpack(data, Path(recipe.file).suffix) if Path(recipe.file).suffix in COMPRESSED else data
    out: dict[str, object] = {
        "file": recipe.file,
        "shows": recipe.shows,
        "recipe": recipe.name,
        "frames": frames_in(plain),
        "sha256": hashlib.sha256(data).hexdigest(),
        "licence": LICENCE,
        "findings": [dict(f) for f in recipe.findings],
    }
    if recipe.error:
        out["damaged"] = True
    return out


def manifest() -> dict[str, dict[str, object]]:
    """Return the manifest as it stands: file → entry."""
    if not MANIFEST.exists():
        return {}
    loaded = yaml.safe_load(MANIFEST.read_text(encoding="utf-8")) or {}
    return {item["file"]: item for item in loaded.get("captures", [])}


def write_manifest(entries: dict[str, dict[str, object]]) -> None:
    """Write the manifest in the order of the book."""
    captures = [entries[file] for file in RECIPES if file in entries]
    text = yaml.safe_dump({"captures": captures}, sort_keys=False, width=120, allow_unicode=True)
    MANIFEST.write_text(HEAD + text, encoding="utf-8")


def captures_on_disk() -> set[str]:
    """Return every capture under ``pcaps/``, as the manifest names it."""
    files = (p for p in ROOT.rglob("*") if p.is_file() and p.suffix in SUFFIXES)
    return {p.relative_to(ROOT).as_posix() for p in files}


def same(recipe: Recipe, old: bytes, new: bytes) -> bool:
    """Tell whether two builds of a capture hold the same: compressed ones may differ in their wrapping."""
    if recipe.container:
        suffix = Path(recipe.file).suffix
        return unpack(old, suffix) == unpack(new, suffix)
    return old == new


def build(wanted: Callable[[str], bool] = lambda _: True) -> list[str]:
    """Write the captures that *wanted* accepts, and the manifest; return the files that changed."""
    changed, entries = [], manifest()
    for file, recipe in RECIPES.items():
        if not wanted(file):
            continue
        path, data = ROOT / file, recipe.make()
        old = path.read_bytes() if path.exists() else None
        if old is None or not same(recipe, old, data):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            changed.append(file)
        else:
            data = old
        entries[file] = entry(recipe, data)
    write_manifest(entries)
    return changed


def differences(wanted: Callable[[str], bool] = lambda _: True) -> list[str]:
    """Build everything in memory and say, a line each, where files, manifest and recipes do not agree."""
    found, entries, disk = [], manifest(), captures_on_disk()
    found += [f"{file}: on disk, but no recipe makes it" for file in sorted(disk - set(RECIPES)) if wanted(file)]
    found += [f"{file}: in the manifest, but no recipe makes it" for file in entries if file not in RECIPES]
    for file, recipe in RECIPES.items():
        if not wanted(file):
            continue
        if file not in disk:
            found.append(f"{file}: the recipe's capture is missing")
            continue
        data = (ROOT / file).read_bytes()
        if not same(recipe, data, recipe.make()):
            found.append(f"{file}: the recipe makes other bytes than the file holds")
        if file not in entries:
            found.append(f"{file}: not in the manifest")
        elif entries[file] != entry(recipe, data):
            found.append(f"{file}: the manifest's entry does not fit")
    return found

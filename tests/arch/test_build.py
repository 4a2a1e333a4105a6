"""What is under test is what the name of the run says: compiled or interpreted, from the wheel or from the tree."""

import os
import pkgutil
import subprocess
import sys
from importlib.machinery import EXTENSION_SUFFIXES, PathFinder
from pathlib import Path

import pytest

import sensor

BUILD = os.environ.get("VESTIGE_BUILD")

IMPORT_EACH_ALONE = """
import os, sys
import click, cryptography.x509, dpkt, lz4.frame, msgspec, publicsuffixlist, rich.progress, yaml, zstandard  # once, for all
failed = []
for name in sys.argv[1:]:
    child = os.fork()
    if child == 0:
        try:
            __import__(name)
        except BaseException as error:
            print(f"{name}: {type(error).__name__}: {error}", flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1] != 0:
        failed.append(name)
sys.exit(bool(failed))
"""


def module_names() -> list[str]:
    """Names of all modules of the installed package."""
    found = pkgutil.walk_packages(sensor.__path__, "sensor.")
    return sorted(module.name for module in found if not module.name.endswith("__main__"))


def origin(name: str) -> str:
    """Return the file that *name* would be imported from."""
    parent, _, _ = name.rpartition(".")
    folder = Path(sensor.__file__).parent.joinpath(*parent.split(".")[1:])
    spec = PathFinder.find_spec(name, [str(folder)])
    assert spec is not None, name
    return spec.origin or ""


@pytest.mark.skipif(BUILD is None, reason="VESTIGE_BUILD does not say which build is under test")
def test_the_package_is_not_the_one_in_the_tree(repo: Path) -> None:
    """`make test` tests what was installed, never the sources beside the tests."""
    assert not Path(sensor.__file__).is_relative_to(repo / "sensor")


@pytest.mark.skipif(BUILD != "compiled", reason="the compiled build is not under test")
def test_the_compiled_build_compiles_each_module_with_a_pxd_and_no_other(repo: Path) -> None:
    """A stale or missing extension would test something else than the sources say."""
    wanted = {
        ".".join(path.relative_to(repo).with_suffix("").parts)
        for path in (repo / "sensor").rglob("*.pxd")
        if path.stem != "__init__"
    }
    wanted.add("sensor._shared")  # what Cython adds to each of them
    compiled = {name for name in module_names() if origin(name).endswith(tuple(EXTENSION_SUFFIXES))}
    assert compiled == wanted


@pytest.mark.skipif(BUILD != "pure", reason="the interpreted build is not under test")
def test_the_pure_build_has_no_extension() -> None:
    """Every module runs from its ``.py``: the interpreted build is the one that notices a read past the end."""
    assert [name for name in module_names() if not origin(name).endswith(".py")] == []


def test_each_module_imports_alone() -> None:
    """No module needs another to have been imported first (a cycle that the usual order hides)."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_EACH_ALONE, *module_names()],
        capture_output=True,
        text=True,
        timeout=150,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stderr


def test_sources_and_types_are_in_the_package(repo: Path) -> None:
    """The package carries each ``.py`` and ``.pxd`` of the tree, and the mark that says it is annotated."""
    package = Path(sensor.__file__).parent
    tree = repo / "sensor"
    wanted = {path.relative_to(tree) for path in tree.rglob("*") if path.suffix in {".py", ".pxd"}}
    assert [path for path in sorted({*wanted, Path("py.typed")}) if not (package / path).exists()] == []


def test_signature_files_are_in_the_package(repo: Path) -> None:
    """An installed program needs no checkout: it carries the same packs."""
    from sensor.signatures import bundled_dir  # noqa: PLC0415 - this module must be importable without it

    def contents(folder: Path) -> dict[str, bytes]:
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.yaml")}

    assert contents(bundled_dir()) == contents(repo / "signatures") != {}

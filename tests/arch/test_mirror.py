"""Each module has a test file of its own, at the same place."""

import ast
from pathlib import Path

SHORT = 15
"""Modules of so many lines need none."""

WITHOUT_TESTS: set[str] = set()
"""Modules that have no test file yet. This list only gets shorter."""


def has_code(source: str) -> bool:
    """True if there is a function in it: constants and bare values have nothing to test."""
    return any(isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(source)))


def mirrored(repo: Path) -> dict[str, bool]:
    """Map each module that needs a test file, as a path below ``sensor/``, to whether it has one."""
    modules = {}
    for path in sorted((repo / "sensor").rglob("*.py")):
        module = path.relative_to(repo / "sensor")
        source = path.read_text()
        if path.name in {"__init__.py", "__main__.py"} or len(source.splitlines()) <= SHORT or not has_code(source):
            continue
        modules[module.as_posix()] = (repo / "tests" / module.parent / f"test_{path.name}").exists()
    return modules


def test_each_module_has_a_test_file_at_the_same_place(repo: Path) -> None:
    """``sensor/a/b.py`` is tested in ``tests/a/test_b.py``."""
    missing = {module for module, has in mirrored(repo).items() if not has}
    assert missing - WITHOUT_TESTS == set()


def test_the_list_of_exceptions_only_gets_shorter(repo: Path) -> None:
    """A module that has its test file now, or is gone, leaves the list."""
    modules = mirrored(repo)
    assert {module for module in WITHOUT_TESTS if modules.get(module, True)} == set()


def test_each_pxd_has_its_source(repo: Path) -> None:
    """Types without logic compile to nothing: a ``.pxd`` stands beside the ``.py`` it is for."""
    alone = [path for path in (repo / "sensor").rglob("*.pxd") if not path.with_suffix(".py").exists()]
    assert [path for path in alone if path.stem != "__init__"] == []


def test_each_folder_of_sensor_is_a_package(repo: Path) -> None:
    """A folder without ``__init__.py`` is not packed into the wheel."""
    folders = {path.parent for path in (repo / "sensor").rglob("*.py")}
    assert [folder for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_there_are_no_packages_among_the_tests(repo: Path) -> None:
    """Test files are found by path (import-mode importlib), so two may have the same name."""
    assert list((repo / "tests").rglob("__init__.py")) == []

"""Fixtures that every test may use.

The tests run against whichever `sensor` Python finds first: the installed package under ``make test``, the tree's own
when ``PYTHONPATH=.`` is given. What else the tests import from the tree (`builders`, `recipes`) comes last in the path.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from hypothesis.database import DirectoryBasedExampleDatabase

if TYPE_CHECKING:
    from live.netns import Wire

REPO = Path(__file__).resolve().parent.parent
sys.path += [str(REPO), str(REPO / "tests"), str(REPO / "pcaps")]

# In CI the same examples every time, so that a change is never blamed for what chance found; `make fuzz` searches.
# No deadline: a slow machine is no failure.
hypothesis.settings.register_profile(
    "vestige",
    deadline=None,
    derandomize="CI" in os.environ,
    database=None if "CI" in os.environ else DirectoryBasedExampleDatabase(REPO / ".cache/hypothesis"),
    max_examples=int(os.environ.get("VESTIGE_EXAMPLES", "100")),
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("vestige")


def pytest_report_header() -> str:
    """Say which `sensor` is under test."""
    import sensor  # noqa: PLC0415 - the path is set above

    return f"sensor: {os.environ.get('VESTIGE_BUILD', 'whatever build')} in {Path(sensor.__file__).parent}"


@pytest.fixture(scope="session")
def repo() -> Path:
    """Root of the checkout that the tests stand in."""
    return REPO


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder with captures of other projects and the EVE schema: ``../shared``, or what ``VESTIGE_SHARED`` names."""
    folder = Path(os.environ.get("VESTIGE_SHARED", REPO.parent / "shared"))
    if not folder.is_dir():
        pytest.skip("no ../shared beside the checkout (VESTIGE_SHARED names another place)")
    return folder


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Commands keep what they compile in a folder of this run, not of whoever runs the tests."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def wire() -> "Iterator[Wire]":
    """Two network namespaces of our own and a wire between them, where the machine allows it."""
    from live.netns import wire_of_our_own  # noqa: PLC0415 - the path is set above

    with wire_of_our_own() as made:
        yield made

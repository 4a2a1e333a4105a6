"""The list of public top-level domains."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sensor.match.tlds import public_domains


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """The script that writes the list."""
    spec = importlib.util.spec_from_file_location("make_tlds", Path(__file__).with_name("make_tlds.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_list_is_that_of_the_public_suffix_list(maker: ModuleType) -> None:
    """A few domains come and go between releases of the list; more than that, and ours is stale."""
    assert len(set(maker.listed()) ^ set(public_domains())) <= 40


def test_the_list_holds_what_matters() -> None:
    """Public domains in ASCII are in it, what private networks use is not."""
    domains = set(public_domains())
    assert {"com", "ru", "arpa", "uk", "xn--p1ai", "dev"} <= domains
    assert not domains & {
        "lan",
        "home",
        "local",
        "workgroup",
        "corp",
        "internal",
        "example",
        "test",
        "localhost",
        "intranet",
    }
    assert all(domain.isascii() and domain == domain.lower() for domain in domains)


def test_writing_the_module_anew_keeps_its_form(maker: ModuleType) -> None:
    """What the script writes is the module again, with the same names in it."""
    written = maker.rewritten(maker.MODULE.read_text())
    space: dict[str, str] = {}
    exec(written, space)  # noqa: S102 - our own module
    assert space["TLDS"].split() == maker.listed()
    assert max(map(len, written.splitlines())) <= 120

"""Small packs, written into a temporary folder and loaded from there."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from sensor.model.signature import SignatureSet
from sensor.signatures import Problem, load
from sensor.signatures.checks.context import Context

VENDOR = """\
vendor: acme
name: Acme
domains: [acme.com, acme-labs.com]
products: {agent: Acme Agent, website: Website}
"""

HEAD = "vendor: acme\nproduct: agent\nsignatures:\n"

SIGNATURE = """\
  - id: {id}
    sid: {sid}
    title: A title
    activity: {activity}
    shows: {shows}
    weight: {weight}
    any:
{any}
{more}
"""


def signature(
    id: str = "acme-one",  # noqa: A002 - the key's name
    sid: int = 9000000,
    any_: str = "- host: u.acme.com",
    activity: str = "update",
    shows: str = "installed",
    weight: float = 0.5,
    more: str = "",
) -> str:
    """Return one signature as YAML; *any_* and *more* are indented here."""
    indented = "\n".join(f"      {line}" for line in any_.splitlines())
    rest = "\n".join(f"    {line}" for line in more.splitlines())
    return SIGNATURE.format(id=id, sid=sid, any=indented, activity=activity, shows=shows, weight=weight, more=rest)


@pytest.fixture
def make() -> Callable[..., str]:
    """`signature`, for tests (test files are not a package and cannot import it)."""
    return signature


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Write a pack of one vendor and one file; keyword arguments are further files."""

    def write(*signatures: str, vendor: str = VENDOR, head: str = HEAD, files: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "acme"
        folder.mkdir(exist_ok=True)
        (folder / "vendor.yaml").write_text(vendor)
        if signatures:
            (folder / "agent.yaml").write_text(head + "".join(signatures))
        for name, text in (files or {}).items():
            (folder / name).write_text(text)
        return folder

    return write


@pytest.fixture
def load_pack(pack: Callable[..., Path]) -> Callable[..., SignatureSet]:
    """Write a pack and load it."""

    def write_and_load(*signatures: str, **options: object) -> SignatureSet:
        return load([pack(*signatures, **options)])

    return write_and_load


@pytest.fixture
def problems_of(load_pack: Callable[..., SignatureSet]) -> Callable[..., list[Problem]]:
    """Run one check over a pack."""

    def run(check: ModuleType, *signatures: str, context: Context | None = None, **options: object) -> list[Problem]:
        return list(check.check(load_pack(*signatures, **options), context or Context()))

    return run

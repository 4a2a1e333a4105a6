"""``vestige signatures import``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_list_becomes_a_pack_that_lint_takes(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """What was left out is told; the rest is left to fill in."""
    names, folder = tmp_path / "names.txt", tmp_path / "pack"
    names.write_text("a.acme.com\n*.co.uk\n")
    ran = vestige("signatures", "import", "--from", "list", str(names), "-o", str(folder), "--vendor", "acme")
    assert ran.code == 0
    assert "left out: a name that is a public suffix: anybody can register below it (line 2)" in ran.err
    assert "1 value in" in ran.err
    lint = vestige("signatures", "lint", str(folder))
    assert lint.code == 0
    assert "0 errors" in lint.out
    assert "to fill in: names.txt names no source" in lint.err


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (b"\xff\xfe", (), "not UTF-8: byte 0 is 0xff"),
        (b"", (), "there is no name and no network in it"),
        (b"a.acme.com", ("--sid", "9000001"), "9000001 is no multiple of 10"),
        (b"a.acme.com", ("--vendor", "A b"), "is no id"),
    ],
)
def test_what_cannot_be_imported(
    vestige: Callable[..., Any], tmp_path: Path, content: bytes, options: tuple[str, ...], words: str
) -> None:
    """One sentence, exit 2, nothing written."""
    names, folder = tmp_path / "names.txt", tmp_path / "pack"
    names.write_bytes(content)
    ran = vestige("signatures", "import", "--from", "list", str(names), "-o", str(folder), *options)
    assert ran.code == 2
    assert words in ran.err
    assert not folder.exists()


def test_nothing_is_written_over(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """A folder that holds something stays."""
    names = tmp_path / "names.txt"
    names.write_text("a.acme.com\n")
    ran = vestige("signatures", "import", "--from", "list", str(names), "-o", str(tmp_path))
    assert ran.code == 2
    assert "is there already" in ran.err
    assert sorted(tmp_path.iterdir()) == [names]

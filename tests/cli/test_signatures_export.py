"""``vestige signatures export``."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sensor.signatures.export import FORMATS, exported, hosts


def test_every_format_is_in_the_help(vestige: Callable[..., Any]) -> None:
    """By its name."""
    text = vestige("signatures", "export", "--help").out
    assert all(name in text for name in FORMATS)


def test_to_standard_output(vestige: Callable[..., Any]) -> None:
    """Results there, the count on standard error; one vendor only."""
    ran = vestige("signatures", "export", "--format", "hosts", "--vendor", "drweb")
    assert ran.code == 0
    assert "0.0.0.0 update.drweb.com" in ran.out
    assert "kaspersky" not in ran.out
    assert ran.err.startswith("vestige: Signatures: ")
    assert "0.0.0.0 www.drweb.com" in vestige("signatures", "export", "--format", "hosts", "--everything").out


def test_to_a_file_with_what_it_could_not_carry(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """A format without comments tells all of it on standard error."""
    path = tmp_path / "lookup.csv"
    ran = vestige("signatures", "export", "--format", "csv", "-o", str(path), "--vendor", "kaspersky")
    assert (ran.code, ran.out) == (0, "")
    assert path.read_text().startswith("match,kind,")
    assert "vestige: Sees more: a wildcard of a lookup crosses the dots of a name:" in ran.err


def test_long_lists_stand_beside_the_rules(vestige: Callable[..., Any], tmp_path: Path) -> None:
    """As datasets, under the names that the rules load."""
    names = ", ".join(f"h{number}.kaspersky.com" for number in range(50))
    pack = tmp_path / "mine.yaml"
    pack.write_text(
        "vendor: kaspersky\nproduct: endpoint\nsignatures:\n"
        f"  - {{id: mine, sid: 9000000, title: T, activity: update, shows: installed, weight: 0.9, any: [{{host: [{names}]}}]}}\n"
    )
    rules = tmp_path / "out" / "mine.rules"
    rules.parent.mkdir()
    ran = vestige("signatures", "export", "--format", "suricata7", "--signatures", str(pack), "-o", str(rules))
    assert ran.code == 0
    assert len((rules.parent / "vestige-9000000.lst").read_text().splitlines()) == 50


def test_a_missing_library_is_named(vestige: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """With its extra, exit 2."""

    def without(*_args: object) -> None:
        raise exported.MissingLibrary("stix2")

    monkeypatch.setattr(hosts, "export", without)
    ran = vestige("signatures", "export", "--format", "hosts")
    assert ran.code == 2
    assert "pip install 'vestige[export]'" in ran.err

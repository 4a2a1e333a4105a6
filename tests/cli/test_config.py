"""``vestige config``."""

from collections.abc import Callable
from pathlib import Path

import pytest
from cli.conftest import Ran
from engine.config.test_read import WHOLE

from sensor.engine.config.read import load_config

Vestige = Callable[..., Ran]


def test_a_right_file_is_fine(vestige: Vestige, tmp_path: Path) -> None:
    """With the signatures that it comes to."""
    file = tmp_path / "vestige.yaml"
    file.write_text("interfaces: eth0\nvendors: kaspersky\n")
    ran = vestige("config", "check", str(file))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{file}: fine; ")
    assert "(kaspersky 2026." in ran.out


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("interfaes: eth0\n", ":1:1: unknown key 'interfaes' in vestige.yaml (did you mean interfaces?)"),
        ("a: [", "not YAML"),
    ],
)
def test_a_wrong_one_is_not(vestige: Vestige, tmp_path: Path, text: str, wrong: str) -> None:
    """Place, reason, nearest key; exit 2."""
    file = tmp_path / "vestige.yaml"
    file.write_text(text)
    ran = vestige("config", "check", str(file))
    assert (ran.code, ran.out) == (2, "")
    assert wrong in ran.err


def test_without_a_file_the_defaults_are_shown(
    vestige: Vestige, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `vestige watch` would go by them; to check a file that is not there is a mistake all the same."""
    monkeypatch.setattr("sensor.cli.watch.DEFAULT_CONFIG", str(tmp_path / "vestige.yaml"))
    ran = vestige("config", "show")
    assert (ran.code, ran.err) == (0, "")
    assert "silence: 1m" in ran.out
    assert vestige("config", "check", str(tmp_path / "vestige.yaml")).code == 2


def test_suppressions_that_have_ended_are_named(vestige: Vestige, tmp_path: Path) -> None:
    """They do nothing any more."""
    file = tmp_path / "vestige.yaml"
    file.write_text(
        "suppress: [{host: 10.0.0.1, until: 2020-01-01, reason: r}, {host: 10.0.0.2, until: 2999-01-01, reason: r}]\n"
    )
    ran = vestige("config", "check", str(file))
    assert ran.code == 0
    assert ran.err == "vestige: warning: the suppression '10.0.0.1' ended after 2020-01-01\n"


def test_changes_that_have_ended_are_named(vestige: Vestige, tmp_path: Path) -> None:
    """Of an overlay; those that hold are told with the signatures."""
    file, overlay = tmp_path / "vestige.yaml", tmp_path / "overlay.yaml"
    overlay.write_text(
        "changes:\n"
        "  - {signature: kaspersky-ksn, weight: 0.1, until: 2020-01-01, reason: r}\n"
        "  - {signature: kaspersky-website, disable: true, reason: r}\n"
    )
    file.write_text(f"signatures: +{overlay}\nvendors: kaspersky\n")
    ran = vestige("config", "check", str(file))
    assert ran.code == 0
    assert ran.err == f"vestige: warning: the change of kaspersky-ksn ended after 2020-01-01 ({overlay}:2:5)\n"
    assert ran.out.endswith("; 1 signature changed by overlay.yaml: kaspersky-website disabled\n")


def test_it_is_shown_whole(vestige: Vestige, tmp_path: Path) -> None:
    """What is shown is a configuration."""
    file, again = tmp_path / "vestige.yaml", tmp_path / "again.yaml"
    file.write_bytes(WHOLE.replace(b"signatures: /etc/vestige/packs\nsignature_key: /etc/vestige/minisign.pub\n", b""))
    ran = vestige("config", "show", str(file))
    assert (ran.code, ran.err) == (0, "")
    again.write_text(ran.out)
    assert load_config(str(again)) == load_config(str(file))


def test_a_file_that_is_not_there(vestige: Vestige) -> None:
    """Is said, not taken for an empty one."""
    ran = vestige("config", "show", "/none/vestige.yaml")
    assert ran.code == 2
    assert "/none/vestige.yaml: cannot be read" in ran.err

"""``vestige watch``: what it is told, by file and flags."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cli.conftest import Ran

from sensor.cli import watch
from sensor.cli.exits import Failure
from sensor.engine.config.model import Config, FileOutput
from sensor.model.finding import Verdict

Vestige = Callable[..., Ran]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Keep the settings of a run instead of running."""
    kept: list[Any] = []

    def run(settings: Any) -> int:
        kept.append(settings)
        settings.state.close()
        return 0

    monkeypatch.setattr(watch, "run", run)
    monkeypatch.setattr(watch, "DEFAULT_CONFIG", "/none/vestige.yaml")
    return kept


def test_flags_stand_above_the_file(vestige: Vestige, tmp_path: Path, given: list[Any]) -> None:
    """What they do not say stays."""
    file = tmp_path / "vestige.yaml"
    file.write_text("interfaces: eth0\ncapture: {workers: 3}\nstats: 5m\noutput: {file: a, max_size: 1MB}\n")
    ran = vestige(
        "watch", "eth7", "--config", str(file), "-o", str(tmp_path / "eve.json"), "--no-promiscuous", "--home", "10.0.0.0/8",
        "--syslog", "udp://127.0.0.1", "--stats", "30s", "--min-verdict", "likely", "--visits", "--state", str(tmp_path / "s"),
    )  # fmt: skip
    assert (ran.code, ran.err) == (0, "")
    config = given[0].loaded.config
    assert (config.interfaces, config.workers, config.promiscuous, config.stats_seconds) == (("eth7",), 3, False, 30)
    assert config.output == FileOutput(path=str(tmp_path / "eve.json"), max_bytes=1_000_000)
    assert (config.home, config.min_verdict, config.visits) == (("10.0.0.0/8",), Verdict.LIKELY, True)
    assert [one.transport for one in config.syslog] == ["udp"]
    assert (tmp_path / "s" / "state.sqlite").exists()


def test_a_directory_on_the_command_line_replaces_interfaces() -> None:
    """And the other way round."""
    assert watch.overridden(Config(interfaces=("a",)), {"directory": "/d"}).interfaces == ()
    assert watch.overridden(Config(directory="/d"), {"interfaces": ("a",)}).directory == ""
    assert watch.overridden(Config(directory="/d"), {}).directory == "/d"


@pytest.mark.parametrize(
    ("arguments", "wrong"),
    [
        ((), "name interfaces to listen on, or --directory"),
        (("eth0", "--directory", "/x"), "name interfaces to listen on, or --directory"),
        (("eth0", "eth1", "eth0"), "eth0: the interface is named twice"),
        (("",), "vestige: interfaces: the value is empty"),
        (("eth0", "--output", ""), "--output: the value is empty"),
        (("eth0", "--user", ""), "--user: the value is empty"),
        (("eth0", "--search-suffix", ""), "'' is no domain name"),
        (("eth0", "--workers", "0"), "0 is not in the range"),
        (("eth0", "--workers", "1024"), "--workers 1024: more than 128 is of no use"),
        (("eth0", "--stats", "soon"), "'soon' is no duration"),
        (("eth0", "--metrics", "x"), "'x' is no address and port"),
        (("eth0", "--syslog", "http://x"), "'http://x' is no address of a receiver"),
        (("eth0", "--home", "x"), "'x' is no network"),
        (("eth0", "--vendor", "kapersky"), "did you mean kaspersky?"),
        (("eth0", "--config", "/none.yaml"), "/none.yaml: cannot be read"),
        (("eth0", "--state", "/dev/null"), "/dev/null: the state cannot be kept there"),
        (("eth0", "--signatures", "/none"), "/none: no such file or folder"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(
    vestige: Vestige, given: list[Any], arguments: tuple[str, ...], wrong: str
) -> None:
    """Exit 2, nothing started."""
    ran = vestige("watch", *arguments)
    assert (ran.code, ran.out, given) == (2, "", [])
    assert wrong in ran.err
    assert "Traceback" not in ran.err


def test_metrics_need_a_library_and_a_free_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both are named."""
    assert watch.make_show(Config(), table=False) is None
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Failure, match=r"vestige\[metrics\]"):
        watch.make_show(Config(metrics="127.0.0.1:1"), table=False)


def test_an_interface_that_is_not_there(vestige: Vestige) -> None:
    """Told by name, without a traceback."""
    ran = vestige("watch", "vestige-none0", "--no-state", "--format", "eve")
    assert (ran.code, ran.out) == (2, "")
    assert "vestige-none0" in ran.err
    assert "Traceback" not in ran.err


def test_a_directory_that_is_not_there(vestige: Vestige) -> None:
    """As with an interface."""
    ran = vestige("watch", "--directory", "/none", "--no-state", "--format", "eve")
    assert (ran.code, ran.out) == (2, "")
    assert "--directory: /none: there is no such folder" in ran.err

"""``vestige scan``: formats, exit codes, options."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from outputs import samples

from sensor.cli import scan
from sensor.cli.sink import Sink
from sensor.model.finding import FrameRef, Verdict
from sensor.model.signature import Shows

Run = Callable[..., Any]


def test_the_table_is_the_default(vestige: Run, fake: Any, capture: str) -> None:
    """On standard output, with nothing on standard error."""
    fake.findings = [samples.finding()]
    code, out, err = vestige("scan", capture)
    assert (code, err) == (0, "")
    assert "CONFIRMED  10.4.7.22 (ws-0422)" in out


def test_each_format_is_written(vestige: Run, fake: Any, capture: str) -> None:
    """All to standard output."""
    fake.findings = [samples.finding()]
    assert json.loads(vestige("scan", capture, "--format", "json").out)["findings"][0]["id"] == "f1"
    assert len(list(csv.DictReader(io.StringIO(vestige("scan", capture, "--format", "csv").out)))) == 2
    lines = vestige("scan", capture, "--format", "eve").out.splitlines()
    assert [json.loads(line)["event_type"] for line in lines] == ["alert", "alert"]


def test_eve_alerts_carry_what_was_observed(vestige: Run, fake: Any, capture: str) -> None:
    """The first matched observation, with the verdict known at the end."""
    row = samples.evidence(frame=FrameRef(capture, 17))
    fake.findings, fake.observations = [samples.finding(evidence=(row,))], [samples.observation()]
    (line,) = vestige("scan", capture, "--format", "eve").out.splitlines()
    assert json.loads(line)["tls"]["ja4"] == "t13d"


@pytest.mark.usefixtures("fake")
def test_the_result_goes_to_the_file_that_is_named(vestige: Run, capture: str, tmp_path: Path) -> None:
    """And nothing to standard output."""
    target = tmp_path / "out.json"
    assert vestige("scan", capture, "--format", "json", "-o", str(target)) == (0, "", "")
    assert json.loads(target.read_text())["findings"] == []


def test_a_table_in_a_file_has_no_colours(vestige: Run, fake: Any, capture: str, tmp_path: Path) -> None:
    """Whatever the terminal can do."""
    fake.findings = [samples.finding()]
    vestige("scan", capture, "-o", str(tmp_path / "out.txt"))
    assert "\x1b" not in (tmp_path / "out.txt").read_text()


@pytest.mark.parametrize(
    ("fail_on", "verdict", "code"),
    [
        (None, Verdict.CONFIRMED, 0),
        ("confirmed", Verdict.CONFIRMED, 1),
        ("confirmed", Verdict.LIKELY, 0),
        ("likely", Verdict.CONFIRMED, 1),
        ("possible", Verdict.POSSIBLE, 1),
    ],
)
def test_fail_on(vestige: Run, fake: Any, capture: str, fail_on: str | None, verdict: Verdict, code: int) -> None:
    """1 for a finding at or above the verdict, 0 for weaker ones and without the option."""
    fake.findings = [samples.finding(verdict=verdict)]
    assert vestige("scan", capture, *(["--fail-on", fail_on] if fail_on else [])).code == code


def test_a_visit_does_not_fail(vestige: Run, fake: Any, capture: str) -> None:
    """It is no installation; beside one that is, nothing changes."""
    visit = samples.finding(verdict=Verdict.CONFIRMED, shows=Shows.ACCESS)
    fake.findings = [visit]
    assert vestige("scan", capture, "--fail-on", "possible").code == 0
    fake.findings = [visit, samples.finding(verdict=Verdict.LIKELY)]
    assert vestige("scan", capture, "--fail-on", "likely").code == 1
    assert vestige("scan", capture, "--fail-on", "confirmed").code == 0


def test_hidden_findings_still_fail(vestige: Run, fake: Any, capture: str) -> None:
    """--min-verdict is about what is shown; the table says how many are not."""
    fake.findings = [samples.finding(verdict=Verdict.POSSIBLE)]
    code, out, _ = vestige("scan", capture, "--min-verdict", "likely", "--fail-on", "possible")
    assert code == 1
    assert "1 below it not shown" in out
    assert "POSSIBLE" not in out


def test_an_input_not_read_to_its_end_is_3(vestige: Run, fake: Any, capture: str) -> None:
    """It is named in the report, and on standard error where the report is for programs; findings are not lost."""
    fake.findings = [samples.finding()]
    fake.reports = [samples.input_report(path=capture, complete=False, error="cut at byte 99 after 3 frames")]
    code, out, err = vestige("scan", capture, "--fail-on", "possible")
    assert (code, err) == (3, "")
    assert "cut at byte 99" in out
    assert "CONFIRMED" in out
    code, out, err = vestige("scan", capture, "--format", "json")
    assert code == 3
    assert json.loads(out)["inputs"][0]["complete"] is False
    assert err == f"vestige: warning: {capture}: cut at byte 99 after 3 frames\n"


def test_interrupted_is_130_and_prints_what_was_found(vestige: Run, fake: Any, capture: str) -> None:
    """Whatever else would apply."""
    fake.findings, fake.interrupted = [samples.finding()], True
    code, out, _ = vestige("scan", capture, "--fail-on", "possible")
    assert code == 130
    assert "CONFIRMED" in out
    assert "interrupted" in out.splitlines()[0]


def test_an_interrupt_outside_the_engine_is_130_too(vestige: Run, fake: Any, capture: str) -> None:
    """Without a traceback."""
    fake.raises = KeyboardInterrupt()
    code, out, err = vestige("scan", capture)
    assert (code, out) == (130, "")
    assert "Traceback" not in err


def test_options_reach_the_engine(vestige: Run, fake: Any, capture: str) -> None:
    """Checked and in their normal form."""
    vestige("scan", capture, "--home", "10.0.0.0/8", "--home", "2001:db8::/32", "--search-suffix", ".Corp.Example.")
    assert fake.options.home == ("10.0.0.0/8", "2001:db8::/32")
    assert fake.options.search_suffixes == ("corp.example",)
    assert fake.options.observe_all is False
    assert list(fake.inputs) == [capture]


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--home", "10.0.0.0/99"), "is no network"),
        (("--home", "office"), "is no network"),
        (("--search-suffix", ".."), "is no domain name"),
        (("--search-suffix", "a b"), "is no domain name"),
        (("--format", "xml"), "xml"),
        (("--fail-on", "sure"), "sure"),
        (("--jobs", "0"), "0"),
        (("--jobs", "many"), "many"),
        (("--vendor", "kasperski"), "did you mean kaspersky?"),
        (("--signatures", "/nowhere"), "/nowhere"),
        (("--nothing",), "--nothing"),
        (("-o", "/nowhere/out"), "/nowhere/out"),
    ],
)
def test_wrong_usage_is_2_and_said_in_a_sentence(
    vestige: Run, fake: Any, capture: str, args: tuple[str, ...], words: str
) -> None:
    """Before any capture is read."""
    code, out, err = vestige("scan", capture, *args)
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err
    assert fake.options is None


@pytest.mark.usefixtures("fake")
def test_a_missing_input_is_2(vestige: Run, tmp_path: Path) -> None:
    """Its path is in the sentence."""
    code, out, err = vestige("scan", str(tmp_path / "none.pcap"))
    assert (code, out) == (2, "")
    assert err.startswith("vestige: ")
    assert "none.pcap" in err


@pytest.mark.usefixtures("fake")
def test_an_input_is_never_written_over(vestige: Run, capture: str) -> None:
    """Evidence is not lost to a slip."""
    before = Path(capture).read_bytes()
    code, _, err = vestige("scan", capture, "-o", capture)
    assert code == 2
    assert "is one of the inputs" in err
    assert Path(capture).read_bytes() == before


def test_the_width_is_the_terminals_and_never_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """COLUMNS counts; a terminal that says 0 is not believed."""
    with Sink(None) as sink:
        monkeypatch.setenv("COLUMNS", "77")
        assert scan.table_width(sink) == 77
        monkeypatch.setenv("COLUMNS", "3")
        assert scan.table_width(sink) == scan.LEAST_WIDTH


@pytest.mark.parametrize(
    ("environment", "colours"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False)],
)
def test_colours(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], colours: bool) -> None:
    """Only on a terminal that has them, and not for people who said NO_COLOR."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    with Sink(None) as sink:
        assert scan.use_color(sink) is False
        monkeypatch.setattr(Sink, "is_terminal", True)
        assert scan.use_color(sink) is colours


def test_a_scan_for_nothing_is_refused(vestige: Callable[..., Any], capture: str, tmp_path: Path) -> None:
    """An empty signature file would else make every network clean."""
    (tmp_path / "empty.yaml").write_text("")
    ran = vestige("scan", capture, "--signatures", str(tmp_path / "empty.yaml"))
    assert (ran.code, ran.out) == (2, "")
    assert "there is no signature to look for" in ran.err

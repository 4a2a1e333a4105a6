"""``vestige observe``: every observation as a line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from outputs import samples

from sensor.alerts.eve import EveEncoder
from sensor.cli import observe
from sensor.cli.sink import Sink

Run = Callable[..., Any]


def test_a_line_for_each_observation(vestige: Run, fake: Any, capture: str) -> None:
    """In the order in which they were seen, with the file's name."""
    fake.observations = samples.one_of_each()
    code, out, err = vestige("observe", capture)
    assert (code, err) == (0, "")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["event_type"] for line in lines] == [one.kind for one in fake.observations]
    assert {line["pcap_filename"] for line in lines} == {capture}
    assert fake.options.observe_all is True


def test_more_than_a_block_is_written_whole(vestige: Run, fake: Any, capture: str, tmp_path: Path) -> None:
    """No line is lost where blocks meet."""
    fake.observations = [samples.observation(frame=number) for number in range(1, 1000)]
    target = tmp_path / "out.jsonl"
    assert vestige("observe", capture, "-o", str(target)).code == 0
    data = target.read_bytes()
    assert len(data) > 2 * observe.BLOCK
    assert [json.loads(line)["pcap_cnt"] for line in data.splitlines()] == list(range(1, 1000))


def test_an_input_not_read_to_its_end_is_3(vestige: Run, fake: Any, capture: str) -> None:
    """Said on standard error; the lines before the damage are there."""
    fake.observations = [samples.observation()]
    fake.reports = [samples.input_report(path=capture, complete=False, error="cut at byte 99")]
    code, out, err = vestige("observe", capture)
    assert (code, len(out.splitlines())) == (3, 1)
    assert "cut at byte 99" in err


def test_interrupted_is_130_and_keeps_what_was_seen(vestige: Run, fake: Any, capture: str) -> None:
    """The lines gathered so far are written."""
    fake.observations, fake.interrupted = [samples.observation()], True
    code, out, _ = vestige("observe", capture)
    assert (code, len(out.splitlines())) == (130, 1)


def test_an_interrupt_inside_a_line_leaves_no_part_of_it(tmp_path: Path) -> None:
    """Only whole lines are written, each once."""
    target = tmp_path / "out.jsonl"
    with Sink(str(target)) as sink:
        lines = observe.Lines(sink, EveEncoder(lambda _source: "a.pcap"))
        lines.add(samples.observation(), [])
        lines._block += b'{"timestamp":"20'
        lines.flush()
        lines.flush()
    (line,) = target.read_text().splitlines()
    assert json.loads(line)["event_type"] == "tls"

"""Whole runs: several inputs, inputs that cannot be read, runs that are ended early."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from builders import dns, frames, http, pcapfile, tls
from engine.stage import NO_SIGNATURES, NOON, SYN, Talk, client, line
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from recipes import shelf

from sensor.engine import ScanOptions, ScanResult, scan
from sensor.engine.scan import total_size
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.signatures import load

HELLO = tls.record(tls.client_hello("a.example"))
OBSERVE = ScanOptions(signatures=NO_SIGNATURES, observe_all=True)
SMALL = [
    "kaspersky/dns-over-tcp.pcap",
    "kaspersky/http-pipelined.pcap",
    "kaspersky/hello-overlap.pcap",
    "kaspersky/ipv4-fragments.pcap",
    "kaspersky/search-suffix.pcap",
    "protocols/neighbours.pcap",
    "hostile/tls-oddities.pcap",
]


def question(name: str) -> bytes:
    """Return a frame with a question."""
    return frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 50000, 53, dns.query(name)))


def write(path: Path, *raw: bytes) -> str:
    """Write frames into a capture and return its path."""
    path.write_bytes(pcapfile.pcap([(NOON + at * 1_000_000, frame) for at, frame in enumerate(raw)]))
    return str(path)


def observe(*inputs: str) -> tuple[list[Observation], ScanResult]:
    """Return all observations of the inputs, and the result."""
    seen: list[Observation] = []
    result = scan(inputs, OBSERVE, lambda observation, _: seen.append(observation))
    return seen, result


def test_several_inputs_are_read_one_after_the_other(tmp_path: Path) -> None:
    """Each observation says where it comes from; frames count from 1 in each."""
    one = write(tmp_path / "a.pcap", question("a.example"), question("b.example"))
    two = write(tmp_path / "b.pcap", question("c.example"))
    seen, result = observe(one, two)
    assert [(line(event), event.source, event.frame) for event in seen] == [
        ("dns a.example", 0, 1),
        ("dns b.example", 0, 2),
        ("dns c.example", 1, 1),
    ]
    assert [(report.path, report.frames, report.complete) for report in result.inputs] == [
        (one, 2, True),
        (two, 1, True),
    ]
    assert (result.coverage.frames, result.coverage.dns["queries"], result.coverage.hosts) == (3, 3, 2)
    assert not result.interrupted
    assert result.findings == []


def test_conversations_do_not_go_on_in_the_next_input(tmp_path: Path) -> None:
    """They are captures independent of each other, whatever the numbers in them."""
    talk = Talk()
    raw = [talk.frame(step)[0] for step in (SYN, client(HELLO[:100]), client(HELLO[100:]))]
    seen, result = observe(write(tmp_path / "a.pcap", *raw[:2]), write(tmp_path / "b.pcap", raw[2]))
    assert seen == []
    assert result.coverage.blind["streams_unfinished"] == 1
    assert result.coverage.blind["one_sided"] == 2
    same, _ = observe(write(tmp_path / "a.pcap", *raw), write(tmp_path / "b.pcap", *raw))
    assert [line(event) for event in same] == ["tls a.example"] * 2
    assert same[0].flow != same[1].flow


def test_an_input_that_cannot_be_read_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    """Missing, a folder, no capture, cut short."""
    missing = str(tmp_path / "missing.pcap")
    text = tmp_path / "text.pcap"
    text.write_text("this is no capture\n")
    good = write(tmp_path / "good.pcap", question("a.example"))
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(pcapfile.pcap([(NOON, question("b.example"))] * 2)[:-5])
    seen, result = observe(missing, str(text), str(cut), good)
    assert [(line(event), event.source) for event in seen] == [("dns b.example", 2), ("dns a.example", 3)]
    assert [report.complete for report in result.inputs] == [False, False, False, True]
    assert all(report.error for report in result.inputs[:3])
    assert [report.path for report in result.inputs] == [missing, str(text), str(cut), good]


@pytest.mark.parametrize("where", ["event", "progress"])
def test_an_interrupt_ends_the_run_with_what_was_found(tmp_path: Path, where: str) -> None:
    """Half a hello that waits for its rest is told as well."""
    talk = Talk()
    raw = [talk.frame(SYN)[0], talk.frame(client(HELLO[:250]))[0], question("a.example")]
    path = write(tmp_path / "a.pcap", *raw)
    seen: list[str] = []

    def on_event(observation: Observation, _: list[Match]) -> None:
        seen.append(line(observation))
        if where == "event" and len(seen) == 1:
            raise KeyboardInterrupt

    def progress(_: int, __: int | None) -> None:
        if where == "progress":
            raise KeyboardInterrupt

    result = scan([path, path], OBSERVE, on_event, progress)
    assert result.interrupted
    assert seen == ["dns a.example", "tls a.example"]
    assert [one.error for one in result.inputs] == ["interrupted here", "not read: interrupted before it"]
    assert not any(one.complete for one in result.inputs)
    assert result.coverage.frames == 3


def test_findings_so_far_stand_after_an_interrupt(tmp_path: Path) -> None:
    """Whatever was found before it."""
    path = write(tmp_path / "a.pcap", question("s07.upd.kaspersky.com"))

    def progress(_: int, __: int | None) -> None:
        raise KeyboardInterrupt

    result = scan([path], ScanOptions(signatures=load(None)), None, progress)
    assert result.interrupted
    assert [finding.vendor for finding in result.findings] == ["kaspersky"]


def test_a_reader_of_the_results_that_is_gone_ends_the_run(tmp_path: Path) -> None:
    """A broken pipe is for the caller to handle."""

    def on_event(_: Observation, __: list[Match]) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        scan([write(tmp_path / "a.pcap", question("a.example"))], OBSERVE, on_event)


def test_progress_counts_the_bytes_of_all_inputs(tmp_path: Path) -> None:
    """It never goes back, and ends at the total."""
    paths = [write(tmp_path / f"{name}.pcap", *[question(name)] * 3000) for name in ("a", "b")]
    steps: list[tuple[int, int | None]] = []
    scan(paths, OBSERVE, None, lambda done, total: steps.append((done, total)))
    total = sum(os.path.getsize(path) for path in paths)
    assert [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert {known for _, known in steps} == {total}
    assert steps[-1][0] == total


def test_the_total_is_not_known_of_what_is_no_file(tmp_path: Path) -> None:
    """Standard input, or nothing."""
    path = write(tmp_path / "a.pcap")
    assert total_size([path, path]) == 2 * os.path.getsize(path)
    assert total_size([path, "-"]) is None
    assert total_size([str(tmp_path / "missing")]) is None
    assert total_size([]) == 0


def test_a_scan_tells_of_matches_only(tmp_path: Path) -> None:
    """An event for each observation that a signature wants."""
    path = write(tmp_path / "a.pcap", question("a.example"), question("s07.upd.kaspersky.com"))
    events: list[tuple[str, int]] = []
    options = ScanOptions(signatures=load(None), home=("192.0.2.0/24",))
    result = scan([path], options, lambda observation, matches: events.append((line(observation), len(matches))))
    assert events == [("dns s07.upd.kaspersky.com", 1)]
    assert list(result.findings[0].host.ip) == ["10.0.0.7"]
    assert result.coverage.hosts == 0
    assert scan([path], options).findings == result.findings


def test_names_under_a_search_suffix_of_the_site(tmp_path: Path) -> None:
    """Named in the options, it is taken off a name."""
    path = write(tmp_path / "a.pcap", question("s07.upd.kaspersky.com.corp.example"))
    signatures = load(None)
    assert scan([path], ScanOptions(signatures=signatures)).findings == []
    assert len(scan([path], ScanOptions(signatures=signatures, search_suffixes=("corp.example",))).findings) == 1


def summary(path: str) -> Counter[tuple[str, str, str]]:
    """Return what is seen in a capture, and how often."""
    return Counter((line(event), event.src, event.dst) for event in observe(path)[0])


@pytest.mark.parametrize("file", SMALL)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 1))
def test_a_capture_cut_anywhere_gives_the_first_of_what_it_holds(tmp_path: Path, file: str, share: float) -> None:
    """Nothing raises, and nothing is seen that is not there."""
    whole = (shelf.ROOT / file).read_bytes()
    path = tmp_path / "cut.pcap"
    path.write_bytes(whole[: int(share * len(whole))])
    assert summary(str(path)) - summary(str(shelf.ROOT / file)) == Counter()


def test_both_builds_see_the_same() -> None:
    """In every capture of the shelf. ``VESTIGE_OTHER`` is a folder in which the other build's `sensor` stands."""
    other = os.environ.get("VESTIGE_OTHER")
    if not other:
        pytest.skip("VESTIGE_OTHER names no folder with the other build")
    import sensor  # noqa: PLC0415

    folders = (str(Path(sensor.__file__).parent.parent), other)
    lines = [observed_by(folder) for folder in folders]
    assert len(lines[0]) > 1000
    assert lines[0] == lines[1]


def observed_by(folder: str) -> list[object]:
    """Return the output of `vestige observe` over the shelf, by the `sensor` in *folder*."""
    command = [
        sys.executable,
        "-m",
        "sensor.cli",
        "observe",
        *sorted(str(shelf.ROOT / file) for file in shelf.manifest()),
    ]
    environment = {**os.environ, "PYTHONPATH": folder}
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, text=True)
    assert run.returncode in {0, 3}, run.stderr
    return [json.loads(one) for one in run.stdout.splitlines()]


def test_http_is_not_taken_from_a_reply(tmp_path: Path) -> None:
    """A page about HTTP, downloaded by somebody, asks for nothing."""
    talk = Talk(dport=80)
    page = http.request("/", "s07.upd.kaspersky.com")
    steps = [SYN, client(http.request("/page", "a.example"))]
    raw = [talk.frame(step)[0] for step in steps]
    raw += [
        frames.ethernet(frames.tcp("203.0.113.9", "10.0.0.7", 80, 50000, part, seq=at))
        for at, part in ((1, b"HTTP/1.1 200 OK\r\n\r\n"), (20, page))
    ]
    raw.insert(
        1, frames.ethernet(frames.tcp("203.0.113.9", "10.0.0.7", 80, 50000, seq=0, flags=frames.SYN | frames.ACK))
    )
    assert [line(event) for event in observe(write(tmp_path / "a.pcap", *raw))[0]] == ["http GET a.example/page"]

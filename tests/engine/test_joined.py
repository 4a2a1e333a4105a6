"""Captures that belong together: merged in the order of time, or read one behind the other."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from builders import dns, frames, http, pcapfile, tls
from engine.stage import NO_SIGNATURES, NOON, SYN, SYN_ACK, Step, Talk, client, line, segments, server
from hypothesis import given
from hypothesis import strategies as st

from sensor.engine import ScanOptions, ScanResult, joined, scan
from sensor.engine.joined import CONTINUOUS, MERGED, overlapping
from sensor.model.observation import Observation
from sensor.model.report import InputReport
from sensor.signatures import load

HELLO = tls.record(tls.client_hello("a.example"))
MS = 1_000_000
NAME = "s07.upd.kaspersky.com"


def write(path: Path, *timed: tuple[int, bytes]) -> str:
    """Write frames, each at so many milliseconds after noon, into a capture and return its path."""
    path.write_bytes(pcapfile.pcap([(NOON + at * MS, frame) for at, frame in timed]))
    return str(path)


def question(name: str) -> bytes:
    """Return a frame with a question."""
    return frames.ethernet(frames.udp("10.0.0.7", "10.0.0.53", 50000, 53, dns.query(name)))


def observe(inputs: Sequence[str], how: str) -> tuple[list[Observation], ScanResult]:
    """Return all observations of the inputs read together, and the result."""
    seen: list[Observation] = []
    options = ScanOptions(signatures=NO_SIGNATURES, observe_all=True, together=how)
    return seen, scan(inputs, options, lambda observation, _: seen.append(observation))


def spread(tmp_path: Path, steps: Sequence[Step]) -> list[str]:
    """Write the two directions of a conversation into a capture each."""
    talk = Talk()
    timed = [(number, step.up, talk.frame(step)[0]) for number, step in enumerate(steps)]
    return [
        write(tmp_path / name, *[(at, frame) for at, up, frame in timed if up == side])
        for name, side in (("up.pcap", True), ("down.pcap", False))
    ]


def test_frames_are_taken_in_the_order_of_time(tmp_path: Path) -> None:
    """Each with the number that it has in its own capture."""
    one = write(
        tmp_path / "a.pcap", (0, question("a.example")), (20, question("c.example")), (40, question("e.example"))
    )
    two = write(tmp_path / "b.pcap", (10, question("b.example")), (30, question("d.example")))
    seen, result = observe([one, two], MERGED)
    assert [(line(event), event.source, event.frame) for event in seen] == [
        ("dns a.example", 0, 1),
        ("dns b.example", 1, 1),
        ("dns c.example", 0, 2),
        ("dns d.example", 1, 2),
        ("dns e.example", 0, 3),
    ]
    assert [(report.path, report.frames, report.complete, report.error) for report in result.inputs] == [
        (one, 3, True, None),
        (two, 2, True, None),
    ]
    assert result.coverage.frames == 5


def test_the_two_sides_of_a_tap_make_one_conversation(tmp_path: Path) -> None:
    """Read apart, each is one-sided, and the outcome is unknown."""
    hello = client(tls.record(tls.client_hello(NAME)))
    inputs = spread(
        tmp_path,
        [SYN, SYN_ACK, hello, server(tls.server_flight13()), client(tls.client_finish13()), server(tls.data(900))],
    )
    signatures = load(None)
    apart = scan(inputs, ScanOptions(signatures=signatures))
    merged = scan(inputs, ScanOptions(signatures=signatures, together=MERGED))
    assert [row.outcome for row in apart.findings[0].evidence] == ["unknown"]
    assert [row.outcome for row in merged.findings[0].evidence] == ["succeeded"]
    assert [apart.coverage.blind[key] for key in ("one_sided", "overlapping_captures")] == [2, 2]
    assert merged.coverage.blind["one_sided"] == 0
    assert "overlapping_captures" not in merged.coverage.blind


@pytest.mark.parametrize("how", [CONTINUOUS, MERGED])
def test_a_conversation_goes_on_in_the_next_file(tmp_path: Path, how: str) -> None:
    """A hello cut in the middle by the rotation; rotated files that are merged are read one behind the other as well."""
    talk = Talk()
    raw = [talk.frame(step)[0] for step in (SYN, SYN_ACK, *segments(HELLO, 60))]
    inputs = [write(tmp_path / f"{at}.pcap", (at, frame)) for at, frame in enumerate(raw)]
    seen, result = observe(inputs, how)
    assert [(line(event), event.source) for event in seen] == [("tls a.example", len(inputs) - 1)]
    assert result.coverage.blind["streams_unfinished"] == 0
    assert all(report.complete for report in result.inputs)


def test_continuous_files_keep_their_order_whatever_their_times(tmp_path: Path) -> None:
    """The clock may have been set back between them."""
    one = write(tmp_path / "1.pcap", (500, question("a.example")))
    two = write(tmp_path / "2.pcap", (0, question("b.example")))
    assert [event.source for event in observe([one, two], CONTINUOUS)[0]] == [0, 1]
    assert [event.source for event in observe([one, two], MERGED)[0]] == [1, 0]


def test_frames_of_a_clock_that_jumps_back_keep_their_order(tmp_path: Path) -> None:
    """They come right behind the frame before them."""
    one = write(
        tmp_path / "a.pcap", (10, question("a.example")), (0, question("b.example")), (30, question("d.example"))
    )
    two = write(tmp_path / "b.pcap", (20, question("c.example")))
    assert [line(event)[4] for event in observe([one, two], MERGED)[0]] == ["a", "b", "c", "d"]


@given(st.lists(st.lists(st.integers(0, 50), max_size=8), min_size=1, max_size=5))
def test_any_captures_are_merged_in_order_and_whole(
    tmp_path_factory: pytest.TempPathFactory, times: list[list[int]]
) -> None:
    """Ordered captures give an ordered whole, of which no frame is missing."""
    folder = tmp_path_factory.mktemp("many")
    inputs = [
        write(folder / f"{number}.pcap", *[(at, asked(number, place)) for place, at in enumerate(sorted(ats))])
        for number, ats in enumerate(times)
    ]
    seen, result = observe(inputs, MERGED)
    assert [event.ts for event in seen] == sorted(NOON + at * MS for ats in times for at in ats)
    assert [report.frames for report in result.inputs] == [len(ats) for ats in times]


def asked(host: int, port: int) -> bytes:
    """Return a frame with a request of its own conversation."""
    return frames.ethernet(frames.tcp(f"10.0.{host}.7", "203.0.113.9", 1000 + port, 80, http.request("/", "a.example")))


def test_more_captures_than_may_be_open_are_all_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that find no place wait."""
    monkeypatch.setattr(joined, "MAX_OPEN", 2)
    inputs = [write(tmp_path / f"{at}.pcap", (at, asked(at, 1)), (50, asked(at, 2))) for at in range(6)]
    seen, result = observe(inputs, MERGED)
    assert (len(seen), result.coverage.frames) == (12, 12)
    assert all(report.complete for report in result.inputs)


@pytest.mark.parametrize("how", [CONTINUOUS, MERGED])
def test_what_cannot_be_read_is_told_and_the_rest_is_read(tmp_path: Path, how: str) -> None:
    """Missing, cut short, of another link, without a frame."""
    good = write(tmp_path / "good.pcap", (0, question("a.example")))
    cut = tmp_path / "cut.pcap"
    cut.write_bytes(pcapfile.pcap([(NOON, question("b.example"))] * 2)[:-5])
    usb = tmp_path / "usb.pcap"
    usb.write_bytes(Path(good).read_bytes()[:20] + (220).to_bytes(4, "little") + Path(good).read_bytes()[24:])
    empty = write(tmp_path / "empty.pcap")
    seen, result = observe([str(tmp_path / "missing"), str(cut), str(usb), empty, good], how)
    assert sorted(line(event) for event in seen) == ["dns a.example", "dns b.example"]
    assert [report.complete for report in result.inputs] == [False, False, False, True, True]
    assert "link type 220" in str(result.inputs[2].error)
    assert all(report.error for report in result.inputs[:3])


@pytest.mark.parametrize("how", [CONTINUOUS, MERGED])
def test_an_interrupt_tells_what_was_not_read(tmp_path: Path, how: str) -> None:
    """What was found stands."""
    inputs = [write(tmp_path / f"{at}.pcap", (at, question("a.example"))) for at in range(3)]
    seen: list[Observation] = []

    def progress(_: int, __: int | None) -> None:
        raise KeyboardInterrupt

    options = ScanOptions(signatures=NO_SIGNATURES, observe_all=True, together=how)
    result = scan(inputs, options, lambda observation, _: seen.append(observation), progress)
    assert result.interrupted
    assert len(seen) == 1
    assert result.inputs[-1].error == "not read: interrupted before it"
    assert not all(report.complete for report in result.inputs)


@pytest.mark.parametrize("how", [CONTINUOUS, MERGED])
def test_progress_ends_at_the_size_of_all(tmp_path: Path, how: str) -> None:
    """And never goes back."""
    inputs = [
        write(tmp_path / f"{at}.pcap", *[(at + n, question("a.example")) for n in range(3000)]) for at in range(3)
    ]
    steps: list[int] = []
    options = ScanOptions(signatures=NO_SIGNATURES, observe_all=True, together=how)
    scan(inputs, options, lambda *_: None, lambda done, _: steps.append(done))
    assert steps == sorted(steps)
    assert steps[-1] == sum(Path(path).stat().st_size for path in inputs)


def test_jobs_do_not_change_what_belongs_together(tmp_path: Path) -> None:
    """It is read in one process."""
    inputs = spread(tmp_path, [SYN, SYN_ACK, client(tls.record(tls.client_hello(NAME)))])
    signatures = load(None)
    results = [scan(inputs, ScanOptions(signatures=signatures, jobs=jobs, together=MERGED)) for jobs in (1, 3)]
    assert results[0].findings == results[1].findings
    assert results[0].coverage == results[1].coverage


def test_captures_that_overlap_in_time() -> None:
    """Those that touch do not; one without frames has no time."""
    spans = [(0, 10), (10, 20), (12, 13), (30, 40), (None, None), (15, 16)]
    reports = [InputReport(str(at), first=first, last=last) for at, (first, last) in enumerate(spans)]
    assert overlapping(reports) == 3
    assert overlapping(reports[:2]) == 0
    assert overlapping([]) == 0

"""Several processes give what one gives, in the same order; what goes wrong in one is told in a sentence."""

import os
import resource
import signal
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as plain_wait
from pathlib import Path

import pytest

from sensor.engine import ScanOptions, jobs, scan
from sensor.engine.reader import InputReader
from sensor.match.matcher import Matcher
from sensor.model.match import Match
from sensor.model.observation import Observation
from sensor.outputs.json_report import render_json
from sensor.outputs.report import Report
from sensor.signatures import load

pytestmark = pytest.mark.skipif(not jobs.can_fork(), reason="this system cannot fork; inputs are read one by one there")


def report(inputs: list[str], count: int) -> tuple[bytes, list[tuple[int, int]]]:
    """Return the JSON report of *inputs* read with *count* processes, and (input, frame) of what matched."""
    seen: list[tuple[int, int]] = []

    def on_event(observation: Observation, _: list[Match]) -> None:
        seen.append((observation.source, observation.frame))

    result = scan(inputs, ScanOptions(signatures=load(None), jobs=count), on_event)
    shown = Report(
        version="0",
        inputs=tuple(result.inputs),
        findings=tuple(result.findings),
        coverage=result.coverage,
        signatures=result.signatures,
        interrupted=result.interrupted,
        hidden=0,
    )
    return bytes(render_json(shown)), seen


@pytest.mark.parametrize("count", [2, 5])
def test_any_number_of_processes_gives_the_same_report(count: int, repo: Path) -> None:
    """Byte for byte, and the matches in the same order."""
    inputs = [str(path) for path in sorted((repo / "pcaps" / "kaspersky").glob("*.pcap"))[:8]]
    assert len(inputs) == 8
    assert report(inputs, count) == report(inputs, 1)


def test_an_input_that_cannot_be_read_does_not_stop_the_others(tmp_path: Path, repo: Path) -> None:
    """Its sentence is the same as without processes."""
    broken = tmp_path / "broken.pcap"
    broken.write_bytes(b"no capture at all")
    inputs = [str(broken), str(repo / "pcaps/kaspersky/website-visit.pcap")]
    assert report(inputs, 2) == report(inputs, 1)


def test_any_number_of_inputs_needs_few_open_files(tmp_path: Path, repo: Path) -> None:
    """What told its end is let go of, and no more is begun than the system's limit has room for."""
    capture = (repo / "pcaps/protocols/quic-v1.pcap").read_bytes()
    inputs = [str(tmp_path / f"{number:03}.pcap") for number in range(60)]
    for path in inputs:
        Path(path).write_bytes(capture)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))  # sixty times three files would not fit
        result = scan(inputs, ScanOptions(signatures=load(None), jobs=3))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert all(one.complete and one.frames for one in result.inputs)
    assert len(result.findings) == 1


@pytest.mark.parametrize(("limit", "room"), [(1024, 240), (1 << 20, jobs.MAX_BEGUN), (-1, jobs.MAX_BEGUN), (16, 1)])
def test_the_room_for_workers_follows_the_limit(limit: int, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is always room for one, and never for more than the kernel should hold pipes of."""
    monkeypatch.setattr(resource, "getrlimit", lambda _: (limit, limit))
    assert jobs.room_for_workers() == room


def test_it_never_waits_for_nothing(monkeypatch: pytest.MonkeyPatch, repo: Path) -> None:
    """Each wait is for a worker's words at least: with processes alone, all of which may be gone, it would have no end."""
    waits: list[bool] = []

    def wait(objects: list[object]) -> list[object]:
        waits.append(any(isinstance(one, Connection) for one in objects))
        return list(plain_wait(objects if waits[-1] else [], None if waits[-1] else 0))  # type: ignore[arg-type]

    monkeypatch.setattr(jobs, "wait", wait)
    inputs = [str(repo / "pcaps/protocols/quic-v1.pcap"), str(repo / "pcaps/protocols/quic-v2.pcap")] * 5
    told: list[tuple[int, str]] = []
    jobs.read_inputs(inputs, 1, Matcher(load(None)), lambda source, item: told.append((source, item.kind)))
    assert [source for source, kind in told if kind == "end"] == list(range(10))
    assert all(waits)


@pytest.mark.parametrize("how", ["raise", "kill"])
def test_a_process_that_ends_early_is_told(how: str, monkeypatch: pytest.MonkeyPatch, repo: Path) -> None:
    """The input is reported as not read to its end; the others are read."""
    plain = InputReader.run

    def run(self: InputReader, progress: object) -> None:
        if "website" in self.report.path:
            if how == "kill":
                os.kill(os.getpid(), signal.SIGKILL)
            raise RuntimeError("out of luck")
        plain(self, progress)  # type: ignore[arg-type]

    monkeypatch.setattr(InputReader, "run", run)
    inputs = [str(repo / "pcaps/kaspersky" / name) for name in ("website-visit.pcap", "lookups-refused.pcap")]
    result = scan(inputs, ScanOptions(signatures=load(None), jobs=2))
    assert [one.complete for one in result.inputs] == [False, True]
    assert "could not be read to its end" in str(result.inputs[0].error)
    assert [finding.product for finding in result.findings] == ["endpoint"]


def test_an_interrupt_ends_the_processes(monkeypatch: pytest.MonkeyPatch, repo: Path) -> None:
    """What came before it stands."""
    inputs = [str(repo / "pcaps/kaspersky" / name) for name in ("lookups-refused.pcap", "website-visit.pcap")]
    stopped: list[bool] = []
    plain = jobs.Workers.stop

    def stop(self: jobs.Workers) -> None:
        plain(self)
        stopped.append(True)

    monkeypatch.setattr(jobs.Workers, "stop", stop)

    def on_event(observation: Observation, _: list[Match]) -> None:
        if observation.source == 1:
            raise KeyboardInterrupt

    result = scan(inputs, ScanOptions(signatures=load(None), jobs=2), on_event)
    assert result.interrupted
    assert stopped == [True]
    assert [finding.product for finding in result.findings][:1] == ["endpoint"]


def test_an_interrupt_loses_nothing_that_was_found(repo: Path) -> None:
    """Not even what processes found whose turn has not come; reports say what was not read to its end."""
    inputs = [str(repo / "pcaps/kaspersky" / name) for name in ("website-visit.pcap", "lookups-refused.pcap")]
    seen: list[int] = []

    def on_event(observation: Observation, _: list[Match]) -> None:
        if not seen:
            os.kill(os.getpid(), signal.SIGINT)
        seen.append(observation.source)

    answer = signal.getsignal(signal.SIGINT)
    result = scan(inputs, ScanOptions(signatures=load(None), jobs=2), on_event)
    assert result.interrupted
    assert set(seen) == {0, 1}
    assert {finding.product for finding in result.findings} >= {"endpoint"}
    assert [one.frames > 0 for one in result.inputs] == [True, True]
    assert {one.error for one in result.inputs} <= {None, "interrupted here"}
    assert signal.getsignal(signal.SIGINT) is answer


def test_no_process_is_started_after_an_interrupt(repo: Path) -> None:
    """What is not begun stays unread; pressed again, it ends at once."""
    workers = jobs.Workers([str(repo / "pcaps/kaspersky/website-visit.pcap")], 2, Matcher(load(None)))
    workers.interrupt(signal.SIGINT, None)
    assert list(workers.items(0)) == []
    assert workers.waiting == {}
    with pytest.raises(KeyboardInterrupt):
        workers.interrupt(signal.SIGINT, None)


def test_a_worker_that_is_told_to_stop_sends_what_it_has(repo: Path) -> None:
    """Up to the end of the batch in hand, with its report."""
    inputs = [str(repo / "pcaps/kaspersky/lookups-refused.pcap")]
    mailbox = jobs.Mailbox(Sent(), Matcher(load(None)))  # type: ignore[arg-type]
    mailbox.stop(signal.SIGINT, None)
    reader = InputReader(inputs[0], 0, mailbox.matcher, mailbox, mailbox.told, observe_all=False)
    with pytest.raises(KeyboardInterrupt):
        reader.run(mailbox.progress)
    assert [item.kind for item in mailbox.items].count("observed") > 0
    assert (reader.report.complete, reader.report.error) == (False, "interrupted here")


class Sent:
    """A pipe that takes what is sent, and counts it."""

    def __init__(self) -> None:
        self.sent: list[int] = []

    def send(self, items: list[jobs.Seen]) -> None:
        """Take a lot."""
        self.sent.append(len(items))


def test_the_worker_asks_whether_to_watch() -> None:
    """Without a match there is nothing to watch; what is sent goes in lots."""
    pipe = Sent()
    mailbox = jobs.Mailbox(pipe, Matcher(load(None)))  # type: ignore[arg-type]
    for done in range(0, 3 * jobs.SEND_ITEMS * jobs.PROGRESS_BYTES, jobs.PROGRESS_BYTES):
        mailbox.progress(done)
    mailbox.flush()
    assert pipe.sent[:2] == [jobs.SEND_ITEMS] * 2
    assert sum(pipe.sent) == 3 * jobs.SEND_ITEMS - 1

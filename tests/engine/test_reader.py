"""One input: what was read stands at any time."""

from pathlib import Path

from sensor.engine.reader import InputReader
from sensor.match.matcher import Matcher
from sensor.model.observation import Observation
from sensor.signatures import load


class Keep:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.kinds: list[str] = []

    def observed(self, observation: Observation) -> bool:
        """Keep its kind."""
        self.kinds.append(observation.kind)
        return False


def reader(path: Path, sink: Keep) -> InputReader:
    """Return a reader of *path*."""
    return InputReader(str(path), 0, Matcher(load(None)), sink, lambda _: None, observe_all=True)


def test_counts_and_report_are_of_this_input(repo: Path) -> None:
    """Frames in both, observations in the sink, progress up to the size of the file."""
    sink = Keep()
    path = repo / "pcaps/kaspersky/one-sided.pcap"
    one = reader(path, sink)
    done: list[int] = []
    one.run(done.append)
    assert one.report.frames == one.tally.frames > 0
    assert "dns" in sink.kinds or "tls" in sink.kinds
    assert done[-1] == path.stat().st_size
    assert one.blind["one_sided"] > 0


def test_what_is_no_capture_is_told_in_the_report(tmp_path: Path) -> None:
    """One sentence, and nothing raised."""
    path = tmp_path / "text"
    path.write_text("words")
    one = reader(path, Keep())
    one.run(None)
    assert not one.report.complete
    assert "words" in str(one.report.error)
    assert one.tally.frames == 0

"""Outputs on a bench: a state with letters in it, and what delivers them."""

from collections.abc import Sequence
from pathlib import Path

from sensor.alerts.policy import Told
from sensor.engine.live.clock import Moment
from sensor.engine.live.delivery import Channel, Delivery
from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.state import Saying, State
from sensor.model.finding import Verdict
from sensor.model.signature import Shows
from sensor.outputs.file import LineFile

SECOND = 1_000_000_000
AT = Moment(0, 1_795_262_400 * SECOND)
TOLD = Told(Shows.INSTALLED, Verdict.LIKELY, succeeded=False, number=1, count=3)


def saying(number: int, finding: str = "f1") -> Saying:
    """Return an alert."""
    return Saying(f"{finding}-{number}", 1, b"%d\n" % number, finding, TOLD)


def killed(state: State) -> None:
    """End it as kill -9 does."""
    state.database._db.close()
    state.database._unlock()


def made(channels: Sequence[Channel], folder: Path | None = None) -> tuple[State, Delivery]:
    """Return a state and what delivers from it."""
    state = State(None if folder is None else str(folder / "state"))
    return state, Delivery(state.letters, channels)


def file(folder: Path) -> FileChannel:
    """Return a file to deliver to."""
    return FileChannel(LineFile(str(folder / "eve.json")))


def content(folder: Path) -> bytes:
    """Return what the file holds."""
    return (folder / "eve.json").read_bytes()


def end(state: State, posts: Delivery) -> None:
    """Close both."""
    for channel in posts.channels:
        channel.close()
    state.close()

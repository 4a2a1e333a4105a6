"""What the sensor says of itself."""

import json
from pathlib import Path

from engine.live.posts import AT, SECOND, content, end, file, made

from sensor.engine.live.blindness import PAUSE
from sensor.engine.live.clock import Clock
from sensor.engine.live.delivery import Delivery
from sensor.engine.live.journal import Journal
from sensor.engine.live.messages import BlindEvent
from sensor.engine.live.state import State

DROPS = BlindEvent(kind="drops", interface="tap0", since=AT.wall, until=AT.wall + SECOND, what="ring full", frames=9)


def journal(folder: Path) -> tuple[Journal, State, Delivery]:
    """Return a journal that writes to a file, at a time that stands still."""
    state, posts = made([file(folder)])
    return Journal("tap-hq", posts, state, Clock(lambda: AT.steady, lambda: AT.wall)), state, posts


def test_an_event_is_written_at_once(tmp_path: Path) -> None:
    """With part, words and level."""
    one, state, posts = journal(tmp_path)
    one.event("clock", "it was set", "Warning")
    line = json.loads(content(tmp_path))
    assert (line["event_type"], line["log_level"], line["host"]) == ("engine", "Warning", "tap-hq")
    assert line["engine"] == {"module": "clock", "message": "it was set"}
    end(state, posts)


def test_a_time_without_sight_is_an_alert_that_waits_for_its_outputs(tmp_path: Path) -> None:
    """With what it cost; of many only the first is told at once, and the rest together."""
    one, state, posts = journal(tmp_path)
    for _ in range(3):
        one.blind(DROPS)
    one.tell_rest(AT.steady + PAUSE - 1)
    assert [letter.id for letter in state.letters.waiting(posts.channels[0].name, 0, 9)] == ["blind-1"]
    one.tell_rest(AT.steady, everything=True)
    posts.pump(AT)
    told = [json.loads(line)["alert"]["metadata"] for line in content(tmp_path).splitlines()]
    assert [(one["alert_id"], one["what"]) for one in told] == [
        (["blind-1"], ["ring full (9 frames lost)"]),
        (["blind-2"], ["ring full (18 frames lost)"]),
    ]
    end(state, posts)

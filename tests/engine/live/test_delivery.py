"""Letters to every output, each at its own pace."""

import os
from pathlib import Path

import pytest
from engine.live.posts import AT, content, end, file, made, saying
from outputs.syslog.receivers import TcpServer, receiver
from outputs.syslog.test_message import alert

from sensor.engine.live import delivery
from sensor.engine.live.clock import Clock
from sensor.engine.live.state import Saying
from sensor.engine.live.stream_channel import StreamChannel
from sensor.engine.live.syslog_channel import SyslogChannel
from sensor.outputs.syslog.sender import Sender


def test_it_is_busy_until_every_output_has_everything(tmp_path: Path) -> None:
    """Letters in the state, and what a slow reader left."""
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    stream = StreamChannel(writer)
    state, posts = made([file(tmp_path), stream])
    busy = [posts.busy]
    state.say([saying(1)])
    busy.append(posts.busy)
    posts.pump(AT)
    busy.append(posts.busy)
    posts.event(b"e" * 100_000, AT)
    posts.pump(AT)
    assert [*busy, posts.busy] == [False, True, False, True]
    while posts.busy:
        os.read(reader, 100_000)
        posts.pump(AT)
    end(state, posts)
    os.close(reader)
    os.close(writer)


def test_outputs_are_replaced(tmp_path: Path) -> None:
    """What waited for the old one alone is gone with it."""
    state, posts = made([file(tmp_path)])
    (tmp_path / "new").mkdir()
    posts.replace([file(tmp_path / "new")])
    state.say([saying(1)])
    posts.pump(AT)
    assert content(tmp_path / "new") == b"1\n"
    end(state, posts)


def test_a_clean_stop_waits_for_what_moves_and_not_for_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left is told by number."""
    monkeypatch.setattr(delivery, "LAST_SECONDS", 0.2)
    server = TcpServer()
    server.close()
    down = SyslogChannel(Sender(receiver(server.url), "h", 1))
    state, posts = made([down, file(tmp_path)])
    state.say([Saying("1", 1, alert())])
    assert posts.close(Clock()) == 1
    assert content(tmp_path).startswith(b"{")
    state.close()

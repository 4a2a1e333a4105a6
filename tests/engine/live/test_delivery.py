"""Letters to every output, each at its own pace."""

import errno
import os
import resource
from collections.abc import Sequence
from pathlib import Path

import pytest
from engine.live.test_state import saying
from outputs.syslog.receivers import TcpServer, receiver, until
from outputs.syslog.test_message import alert

from sensor.engine.live import delivery
from sensor.engine.live.clock import Clock, Moment
from sensor.engine.live.delivery import Channel, Delivery, FileChannel, StreamChannel, SyslogChannel
from sensor.engine.live.state import Place, Saying, State
from sensor.outputs.file import LineFile
from sensor.outputs.syslog.sender import Sender

SECOND = 1_000_000_000
AT = Moment(0, 1_795_262_400 * SECOND)


def made(channels: Sequence[Channel], folder: Path | None = None) -> tuple[State, Delivery]:
    """Return a state and what delivers from it."""
    state = State(None if folder is None else str(folder / "state"))
    return state, Delivery(state, channels)


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


def test_a_file_gets_each_letter_once(tmp_path: Path) -> None:
    """Events stand between them."""
    state, posts = made([file(tmp_path)])
    state.say([saying(1), saying(2)])
    posts.pump(AT)
    posts.event(b"event\n", AT)
    state.say([saying(3)])
    posts.pump(AT)
    posts.pump(AT)
    assert content(tmp_path) == b"1\n2\nevent\n3\n"
    assert [(count.waiting, count.lost) for count in posts.counts()] == [(0, 0)]
    end(state, posts)


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


@pytest.mark.parametrize("there", [b"", b"1", b"1\n", b"1\n2", b"1\n2\n"])
def test_a_kill_in_the_middle_of_writing(tmp_path: Path, there: bytes) -> None:
    """Whatever of it reached the file: no letter is lost, none doubled, none torn."""
    channel = file(tmp_path)
    state, posts = made([channel], tmp_path)
    state.say([saying(1), saying(2)])
    channel.file.open(0)
    state.intend(channel.name, state.waiting(channel.name, 0, 9)[-1].seq, Place(*channel.file.at()))
    channel.file.append(there)
    state._db.close()
    state._unlock()
    channel.close()
    state, posts = made([file(tmp_path)], tmp_path)
    posts.pump(AT)
    assert content(tmp_path) == b"1\n2\n"
    end(state, posts)


def test_a_full_disk_keeps_letters_waiting(tmp_path: Path) -> None:
    """Those that still fit are written; events are counted and gone."""
    state, posts = made([file(tmp_path)])
    state.say([Saying(str(number), 1, b"%09d\n" % number) for number in range(5)])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (25, before[1]))
    try:
        posts.pump(AT)
        posts.event(b"event\n", AT)
        (count,) = posts.counts()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (count.waiting, count.events_dropped) == (3, 1)
    assert "too large" in count.trouble
    assert content(tmp_path) == b"000000000\n000000001\n"
    posts.pump(AT)
    assert content(tmp_path) == b"".join(b"%09d\n" % number for number in range(5))
    assert posts.counts()[0].trouble == ""
    end(state, posts)


def test_a_slow_reader_of_standard_output_is_waited_for() -> None:
    """Letters stay where they are; events beyond a limit are counted."""
    reader, writer = os.pipe()
    channel = StreamChannel(writer)
    state, posts = made([channel])
    lines = [b"%09d\n" % number for number in range(20_000)]
    state.say([Saying(str(number), 1, line) for number, line in enumerate(lines)])
    posts.pump(AT)
    assert posts.counts()[0].waiting > 10_000
    assert "slow" in posts.counts()[0].trouble
    while channel.dropped == 0:
        posts.event(b"x" * 100_000 + b"\n", AT)
    os.set_blocking(reader, False)
    got = b""
    for _ in range(1000):
        posts.pump(AT)
        try:
            got += os.read(reader, 1 << 20)
        except BlockingIOError:
            break
    assert [line for line in got.splitlines(keepends=True) if line[:1] == b"0"] == lines
    assert posts.counts()[0].waiting == 0
    assert channel.trouble == ""
    channel.reopen()
    end(state, posts)
    os.close(reader)
    os.close(writer)


def test_a_reader_that_went_away_ends_the_program() -> None:
    """As for any other command in a pipe."""
    reader, writer = os.pipe()
    os.close(reader)
    state, posts = made([StreamChannel(writer)])
    state.say([saying(1)])
    with pytest.raises(BrokenPipeError):
        posts.pump(AT)
    end(state, posts)
    os.close(writer)


def test_a_receiver_that_is_down_does_not_hold_up_the_file(tmp_path: Path) -> None:
    """And gets everything, once each, when it is back."""
    server = TcpServer()
    port = server.port
    server.close()
    sender = Sender(receiver(f"tcp://127.0.0.1:{port}"), "h", 1)
    state, posts = made([SyslogChannel(sender), file(tmp_path)])
    numbers = range(300)
    state.say([Saying(str(number), 1, alert(alert_id=(str(number),))) for number in numbers])
    for second in range(60):
        posts.pump(Moment(second * SECOND, AT.wall))
    assert [count.waiting for count in posts.counts()] == [300, 0]
    assert "refused" in posts.counts()[0].trouble
    server = TcpServer(port)

    def done() -> bool:
        server.accept()
        server.read()
        posts.pump(Moment(200 * SECOND, AT.wall))
        return posts.counts()[0].waiting == 0

    until(done)
    until(lambda: len(server.read()) == len(numbers))
    found = [message.partition(b'alert_id="')[2].partition(b'"')[0] for message in server.read()]
    assert found == [b"%d" % number for number in numbers]
    posts.event(b"events stay here\n", AT)
    posts.reopen()
    end(state, posts)
    server.close()


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


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no /dev/full")
def test_standard_output_may_be_a_file_on_a_full_disk() -> None:
    """It is waited for, and said; then everything arrives once."""
    full = os.open("/dev/full", os.O_WRONLY)
    reader, writer = os.pipe()
    channel = StreamChannel(full)
    state, posts = made([channel])
    state.say([saying(1), saying(2)])
    posts.pump(AT)
    (count,) = posts.counts()
    assert (count.waiting, count.trouble) == (2, "standard output: No space left on device")
    channel.fd = writer
    posts.pump(AT)
    assert os.read(reader, 1 << 16) == saying(1).line + saying(2).line
    (count,) = posts.counts()
    assert (count.waiting, count.trouble) == (0, "")
    end(state, posts)
    for fd in (full, reader, writer):
        os.close(fd)


def test_a_file_that_cannot_be_rotated_grows_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder may not be this user's; alerts do not wait for that."""

    def refuse(source: str, target: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", source)

    channel = FileChannel(LineFile(str(tmp_path / "eve.json"), max_bytes=1))
    state, posts = made([channel])
    with monkeypatch.context() as patch:
        patch.setattr("os.rename", refuse)
        for number in (1, 2):
            state.say([saying(number)])
            posts.pump(AT)
        assert channel.trouble.endswith("eve.json: no new file can be begun, so it grows on (Permission denied)")
        assert (tmp_path / "eve.json").read_bytes() == saying(1).line + saying(2).line
    state.say([saying(3)])
    posts.pump(AT)
    assert (channel.trouble, (tmp_path / "eve.json").read_bytes()) == ("", saying(3).line)
    end(state, posts)

"""An output into a pipe."""

import os

import pytest
from engine.live.posts import AT, end, made, saying

from sensor.engine.live.state import Saying
from sensor.engine.live.stream_channel import StreamChannel


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

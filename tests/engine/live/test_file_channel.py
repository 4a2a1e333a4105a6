"""An output into a file."""

import errno
import resource
from pathlib import Path

import pytest
from engine.live.posts import AT, content, end, file, killed, made, saying

from sensor.engine.live.file_channel import FileChannel
from sensor.engine.live.letters import Place
from sensor.engine.live.state import Saying
from sensor.outputs.file import LineFile


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


@pytest.mark.parametrize("there", [b"", b"1", b"1\n", b"1\n2", b"1\n2\n"])
def test_a_kill_in_the_middle_of_writing(tmp_path: Path, there: bytes) -> None:
    """Whatever of it reached the file: no letter is lost, none doubled, none torn."""
    channel = file(tmp_path)
    state, posts = made([channel], tmp_path)
    state.say([saying(1), saying(2)])
    channel.file.open(0)
    state.letters.intend(channel.name, state.letters.waiting(channel.name, 0, 9)[-1].seq, Place(*channel.file.at()))
    channel.file.append(there)
    killed(state)
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

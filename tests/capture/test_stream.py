"""Where the bytes of an input come from."""

import os
import threading
from pathlib import Path

import pytest
from capture.forge import BytesStream

from sensor.capture.errors import InputError
from sensor.capture.stream import PeekStream, open_stream


def test_a_file_tells_how_far_it_is_read(tmp_path: Path) -> None:
    """For the progress bar."""
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    stream = open_stream(str(path))
    buffer = bytearray(4)
    assert stream.position() == (0, 10)
    assert (stream.readinto(memoryview(buffer)), bytes(buffer)) == (4, b"0123")
    assert stream.position() == (4, 10)
    stream.close()
    stream.close()


def test_a_file_that_grows_is_never_read_beyond_its_length(tmp_path: Path) -> None:
    """The total follows."""
    path = tmp_path / "file"
    path.write_bytes(b"01")
    stream = open_stream(str(path))
    path.write_bytes(b"0123456789")
    stream.readinto(memoryview(bytearray(64)))
    assert stream.position() == (10, 10)
    stream.close()


def test_a_named_pipe_has_no_length(tmp_path: Path) -> None:
    """It is read as it comes."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"through the pipe",))
    writer.start()
    stream = open_stream(str(path))
    buffer = bytearray(64)
    count = stream.readinto(memoryview(buffer))
    writer.join()
    assert buffer[:count] == b"through the pipe"
    assert stream.position() == (16, None)
    stream.close()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("missing", "no such file or directory"), (".", "is a directory"), ("a\0b", "a path cannot hold a zero byte")],
)
def test_what_cannot_be_opened_is_said_in_a_sentence(name: str, reason: str, tmp_path: Path) -> None:
    """With the path in front."""
    path = os.path.join(str(tmp_path), name)
    with pytest.raises(InputError) as caught:
        open_stream(path)
    assert str(caught.value) == f"{path}: {reason}"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    """In the words of the operating system."""
    path = tmp_path / "secret"
    path.touch(mode=0o000)
    with pytest.raises(InputError, match="permission denied"):
        open_stream(str(path))


def test_a_terminal_is_no_capture(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user forgot the pipe; waiting for typed bytes helps nobody."""
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda _: True})())
    with pytest.raises(InputError, match="standard input is a terminal"):
        open_stream("-")


def test_peeking_takes_nothing_away() -> None:
    """What was looked at is read first, then the rest."""
    stream = PeekStream(BytesStream(b"0123456789", step=3))
    assert stream.peek(4) == b"0123"
    assert stream.peek(2) == b"01"
    got, buffer = b"", bytearray(3)
    while count := stream.readinto(memoryview(buffer)):
        got += buffer[:count]
    assert got == b"0123456789"


def test_peeking_stops_at_the_end() -> None:
    """Without waiting for more."""
    assert PeekStream(BytesStream(b"01")).peek(8) == b"01"

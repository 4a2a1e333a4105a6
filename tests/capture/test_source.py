"""Files, pipes and standard input as sources of frames."""

import gzip
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from capture.forge import Frame, enhanced, frames_in, interface, parse, pcap, read, section

from sensor.capture import InputError, open_source
from sensor.capture.source import FileSource

FRAMES = [bytes([i % 256]) * (i * 37 % 200) for i in range(5000)]

COUNT_STANDARD_INPUT = """
from sensor.capture import open_source
source = open_source("-")
frames = sum(batch.count for batch in source.batches())
print(frames, source.report.path, source.report.complete, *source.position())
"""


@pytest.fixture
def capture(tmp_path: Path) -> Path:
    """A capture with more frames than one batch holds."""
    path = tmp_path / "some.pcap"
    path.write_bytes(pcap(FRAMES))
    return path


def test_a_file_is_read_in_batches(capture: Path) -> None:
    """The same batch refilled; frames numbered on; the position reaches the end."""
    source = open_source(str(capture))
    batches = set()
    frames: list[Frame] = []
    for batch in source.batches():
        batches.add(id(batch))
        frames.extend(frames_in(batch))
        assert source.report.frames == len(frames)
    assert len(batches) == 1
    assert [(frame.number, frame.data) for frame in frames] == list(enumerate(FRAMES, 1))
    assert source.position() == (capture.stat().st_size, capture.stat().st_size)
    assert (source.report.path, source.report.complete) == (str(capture), True)


def test_a_source_can_be_left_early(capture: Path) -> None:
    """Whoever stops reading leaves no file open."""
    source = open_source(str(capture))
    for _ in source.batches():
        break
    source.close()
    source.close()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read(pack: type[bytes], repo: Path) -> None:
    """Not seekable, of any format and compression; its length is not known."""
    data = pack(pcap(FRAMES))
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", COUNT_STANDARD_INPUT],
        input=data,
        capture_output=True,
        env=environment,
        cwd=repo,
        check=True,
    )
    assert done.stdout.decode().split() == ["5000", "-", "True", str(len(data)), "None"]


def test_a_named_pipe_is_read_as_it_comes(tmp_path: Path) -> None:
    """The first frames are there before the writer has written the others."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    data = pcap([b"first", b"second", b"third"])
    go_on = threading.Event()

    def write() -> None:
        with path.open("wb", buffering=0) as pipe:
            pipe.write(data[:24])
            pipe.write(data[24:50])
            go_on.wait(30)
            pipe.write(data[50:])

    writer = threading.Thread(target=write)
    writer.start()
    source = open_source(str(path))
    batches = source.batches()
    first = [frame.data for frame in frames_in(next(batches))]
    go_on.set()
    rest = [frame.data for batch in batches for frame in frames_in(batch)]
    writer.join()
    assert first == [b"first"]
    assert rest == [b"second", b"third"]
    assert source.report.complete


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty, not even a capture header"),
        (b"just a few words of text in a file", 'not a capture but text that begins "just a few words of text"'),
        (pcap([])[:10], "the pcap header is cut: 10 of 24 bytes are there"),
        (gzip.compress(pcap(FRAMES), mtime=0)[:12], "the gzip data ends in the middle"),
    ],
)
def test_what_is_no_capture_is_said_at_once(content: bytes, reason: str, tmp_path: Path) -> None:
    """One sentence that names the file."""
    path = tmp_path / "other"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        open_source(str(path))
    assert (caught.value.path, caught.value.reason) == (str(path), reason)
    assert str(caught.value) == f"{path}: {reason}"


def test_a_failing_disk_ends_the_reading_with_a_reason(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read stays, and the operating system's words are in the report."""
    source = FileSource(str(capture), chunk=4096)
    batches = source.batches()
    before = next(batches).count

    def fail(_: memoryview) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(source._stream, "readinto", fail)
    after = sum(batch.count for batch in batches)
    assert source.report.frames == before + after > 0
    assert source.report.error is not None
    assert source.report.error.startswith("reading failed: input/output error, ")


def test_a_failing_disk_at_the_start_cannot_be_opened(capture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was read, so it is no capture that could be reported on."""

    def fail(_self: object, _view: memoryview) -> int:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("sensor.capture.stream.FileStream.readinto", fail)
    with pytest.raises(InputError, match="input/output error"):
        open_source(str(capture))


def test_a_large_record_makes_the_buffer_grow(tmp_path: Path) -> None:
    """A frame longer than a chunk is one frame."""
    frame = bytes(range(256)) * 8192
    data = section() + interface(link=249) + enhanced(1, b"small") + enhanced(2, frame) + enhanced(3, b"small")
    path = tmp_path / "large"
    path.write_bytes(data)
    assert [one.data for one in read(open_source(str(path)))] == [b"small", frame, b"small"]
    assert parse(data, chunk=64)[0] == parse(data)[0]

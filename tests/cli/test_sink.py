"""Where results go, and what happens when they cannot."""

import contextlib
import errno
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from sensor.cli.exits import Exit, Failure
from sensor.cli.sink import Sink

FULL = Path("/dev/full")
WRITER = """
import sys
from sensor.cli import main
from sensor.cli.program import COMMANDS
import click, types
from sensor.cli.sink import Sink

@click.command()
def fill():
    with Sink(None) as sink:
        while True:
            sink.write(b"x" * 65536)

module = types.ModuleType("fill")
module.fill = fill
sys.modules["fill"] = module
COMMANDS["fill"] = ("fill", "fill")
sys.exit(main(["fill"]))
"""


def program(repo: Path, **options: Any) -> subprocess.Popen[bytes]:
    """Start a program that writes without end."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.Popen([sys.executable, "-c", WRITER], cwd=repo, env=environment, **options)


def test_a_reader_that_goes_away_ends_it_quietly(repo: Path) -> None:
    """As with ``| head``: no traceback, and the code a shell gives for SIGPIPE."""
    with program(repo, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.read(10)
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(30) == Exit.PIPE_CLOSED


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_said_in_a_sentence(repo: Path) -> None:
    """On standard output."""
    with FULL.open("wb") as full, program(repo, stdout=full, stderr=subprocess.PIPE) as running:
        assert running.stderr is not None
        assert running.stderr.read() == b"vestige: cannot write standard output: No space left on device\n"
        assert running.wait(30) == Exit.USAGE


@pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_said_for_a_file_too() -> None:
    """In a file also when only the last flush fails."""
    with pytest.raises(Failure, match="cannot write /dev/full: No space left on device"), Sink(str(FULL)) as sink:
        sink.write(b"x")


def test_a_file_that_cannot_be_opened_fails_at_once(tmp_path: Path) -> None:
    """Before any work, with its path, made safe."""
    with pytest.raises(Failure, match=r"cannot write .*no\\x1b/x: No such file or directory"):
        Sink(str(tmp_path / "no\x1b" / "x"))
    with pytest.raises(Failure, match="Is a directory"):
        Sink(str(tmp_path))


def test_a_link_to_an_input_is_the_input(tmp_path: Path) -> None:
    """A capture is not written over by another of its names."""
    capture, link = tmp_path / "a.pcap", tmp_path / "link"
    capture.write_bytes(b"precious")
    link.symlink_to(capture)
    with pytest.raises(Failure, match="is one of the inputs"):
        Sink(str(link), ["-", str(capture)])
    assert capture.read_bytes() == b"precious"


def test_text_that_the_output_cannot_carry(tmp_path: Path) -> None:
    """An old terminal gets plain marks, never an error."""
    with Sink(str(tmp_path / "out")) as sink:
        sink.encoding = "latin-1"
        sink.write_text("a × b § 主\n")
    assert (tmp_path / "out").read_bytes() == b"a x b S ?\n"


def test_an_error_while_closing_does_not_hide_the_first(tmp_path: Path) -> None:
    """What went wrong first is what is told."""

    class Broken:
        def close(self) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    sink = Sink(str(tmp_path / "out"), grows=True)
    sink._out.close()
    sink._out = Broken()  # type: ignore[assignment]
    with pytest.raises(ValueError, match="first"), sink:
        raise ValueError("first")


def test_a_pipe_closed_while_closing_is_quiet_too(tmp_path: Path) -> None:
    """Buffered bytes are only written then."""

    class Broken:
        def close(self) -> None:
            raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    sink = Sink(str(tmp_path / "out"), grows=True)
    sink._out.close()
    sink._out = Broken()  # type: ignore[assignment]
    with pytest.raises(click.exceptions.Exit), sink:
        pass


@contextlib.contextmanager
def small_files() -> Iterator[None]:
    """No file of this process grows beyond 10 bytes: inside of a test only, for pytest writes one too."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(
    ("before", "left"),
    [(b"", "no part of it was left"), (b"the last\n", "the file that was there before was kept")],
)
def test_no_part_of_a_report_is_left_behind(tmp_path: Path, before: bytes, left: str) -> None:
    """Whoever reads it takes it for the whole; the report before it is better than half of a new one."""
    place = tmp_path / "report.json"
    if before:
        place.write_bytes(before)
    told = pytest.raises(Failure, match=f"cannot write .*report.json: File too large; {left}")
    with told, small_files(), Sink(str(place)) as sink:
        sink.write(b"longer than the disk has room for")
    assert [one.read_bytes() for one in tmp_path.iterdir()] == ([before] if before else [])


def test_a_file_that_grows_keeps_what_it_has(tmp_path: Path) -> None:
    """Somebody reads along."""
    place = tmp_path / "lines.json"

    def two_lines() -> None:
        with Sink(str(place), grows=True) as sink:
            sink.write(b"a line\n")
            sink.flush()
            assert place.read_bytes() == b"a line\n"
            sink.write(b"another line\n")

    with pytest.raises(Failure, match=r"File too large$"), small_files():
        two_lines()
    assert place.read_bytes().startswith(b"a line\n")


def test_an_error_of_ours_leaves_nothing_either(tmp_path: Path) -> None:
    """Nor does a second Ctrl-C."""
    with pytest.raises(KeyboardInterrupt), Sink(str(tmp_path / "out")):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == []


def test_pipes_and_handed_files_are_written_into(tmp_path: Path, repo: Path, capture: str) -> None:
    """As any program does: a named pipe, /dev/stdout, and a file that a shell has opened."""
    os.mkfifo(tmp_path / "pipe")
    script = f"""
    vestige() {{ "{sys.executable}" -m sensor.cli "$@"; }}
    cd "{tmp_path}"
    cat pipe > through & vestige observe "{capture}" -o pipe; wait
    vestige signatures export --format hosts -o /dev/stdout > handed
    (vestige signatures export --format hosts -o /dev/fd/3; cat <&3 > again) 3<>held
    vestige signatures export --format hosts -o /dev/stdout | cat > piped
    vestige signatures export --format hosts -o plain
    """
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(repo), *filter(None, sys.path)])}
    subprocess.run(["bash", "-c", script], env=environment, check=True, capture_output=True)
    plain = (tmp_path / "plain").read_bytes()
    assert plain.startswith(b"#")
    for name in ("handed", "held", "again", "piped"):
        assert (tmp_path / name).read_bytes() == plain, name
    assert (tmp_path / "through").read_bytes() == b""
    assert {*tmp_path.iterdir()} == {
        tmp_path / name for name in ["a.pcap", "again", "handed", "held", "pipe", "piped", "plain", "through"]
    }

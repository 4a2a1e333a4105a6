"""``vestige observe``: captures → every observation, as EVE JSON lines."""

from typing import TYPE_CHECKING

import click

from sensor.cli import options
from sensor.cli.exits import Exit
from sensor.cli.progress import ProgressBar
from sensor.cli.sink import Sink

if TYPE_CHECKING:
    from sensor.alerts.eve import EveEncoder
    from sensor.model.match import Match
    from sensor.model.observation import Observation

BLOCK = 1 << 16
"""Bytes gathered before they are written: what a pipe takes at once."""


@click.command(short_help="Captures in, every observation out.")
@click.help_option("-h", "--help")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the lines there instead of to standard output: all of them, or nothing; those of standard input as they come.",
)
@click.option(
    "--payload",
    "ports",
    metavar="PORT",
    multiple=True,
    callback=options.ports,
    help="Also show the first bytes of each side on this port, or on a range of ports (8000-8010); repeatable.",
)
@options.joined
def observe(
    paths: tuple[str, ...], output: str | None, ports: tuple[tuple[int, int], ...], *, merge: bool, continuous: bool
) -> int:
    """Read captures and write every observation as a line of EVE JSON; no signatures are needed.

    PATH is a capture (pcap or pcapng, also compressed), a directory that is searched for captures, or '-' for standard
    input.
    """
    together = options.together(merge=merge, continuous=continuous)
    inputs = options.find_captures(paths)
    from sensor import engine
    from sensor.alerts.eve import EveEncoder

    run = engine.ScanOptions(signatures=options.NO_SIGNATURES, observe_all=True, payload_ports=ports, together=together)
    with Sink(output, inputs, grows="-" in inputs) as sink:
        lines = Lines(sink, EveEncoder(lambda source: inputs[source]))
        # A bar and lines on the same terminal would draw over each other.
        with ProgressBar(enabled=False if sink.is_terminal else None) as bar:

            def progress(done: int, total: int | None) -> None:
                bar(done, total)
                if sink.is_terminal or total is None:  # somebody waits for the lines
                    lines.flush()

            result = engine.scan(inputs, run, lines.add, progress)
        lines.flush()
    incomplete = options.warn_incomplete(result.inputs)
    if result.interrupted:
        return Exit.INTERRUPTED
    return Exit.INCOMPLETE if incomplete else Exit.DONE


class Lines:
    """Gathers lines and writes them a block at a time. Ctrl-C may strike anywhere: no line is written twice or in part."""

    def __init__(self, sink: Sink, encoder: "EveEncoder") -> None:
        self._sink = sink
        self._encoder = encoder
        self._block = bytearray()

    def add(self, observation: "Observation", matches: "list[Match]") -> None:
        """Add the line of *observation*; nothing has been matched."""
        self._encoder.observation(observation, self._block)
        if len(self._block) >= BLOCK:
            self._write()

    def flush(self) -> None:
        """Write what is gathered, up to the last whole line."""
        del self._block[self._block.rfind(b"\n") + 1 :]
        self._write()
        self._sink.flush()

    def _write(self) -> None:
        data = bytes(self._block)
        self._block.clear()  # before it is written: an interrupted write is not begun again
        self._sink.write(data)

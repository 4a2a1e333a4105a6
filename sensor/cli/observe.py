"""``vestige observe``: captures → every observation, as EVE JSON lines."""

import click

from sensor.cli import options
from sensor.cli.exits import Exit
from sensor.cli.progress import ProgressBar
from sensor.cli.sink import Sink

BLOCK = 1 << 16
"""Bytes gathered before they are written: what a pipe takes at once."""


@click.command(short_help="Captures in, every observation out.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="Write the lines there instead of to standard output.")
def observe(paths: tuple[str, ...], output: str | None) -> int:
    """Read captures and write every observation as a line of EVE JSON; no signatures are needed.

    PATH is a capture (pcap or pcapng, also compressed), a directory that is searched for captures, or '-' for standard
    input.
    """
    inputs = options.find_captures(paths)
    from sensor import engine
    from sensor.alerts.eve import EveEncoder
    from sensor.model.match import Match
    from sensor.model.observation import Observation

    encoder = EveEncoder(lambda source: inputs[source])
    block = bytearray()
    with Sink(output, inputs) as sink:
        live = sink.is_terminal

        def on_event(observation: Observation, matches: list[Match]) -> None:
            encoder.observation(observation, block)
            if live or len(block) >= BLOCK:
                sink.write(block)
                block.clear()

        run = engine.ScanOptions(signatures=options.NO_SIGNATURES, home=(), search_suffixes=(), observe_all=True)
        # A bar and lines on the same terminal would draw over each other.
        with ProgressBar(enabled=False if live else None) as progress:
            result = engine.scan(inputs, run, on_event, progress)
        sink.write(block)
    incomplete = options.warn_incomplete(result.inputs)
    if result.interrupted:
        return Exit.INTERRUPTED
    return Exit.INCOMPLETE if incomplete else Exit.DONE

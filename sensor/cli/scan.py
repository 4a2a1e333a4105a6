"""``vestige scan``: captures → findings."""

import os
from typing import TYPE_CHECKING

import click

from sensor import __version__
from sensor.cli import options
from sensor.cli.exits import Exit
from sensor.cli.progress import ProgressBar
from sensor.cli.sink import Sink
from sensor.model.finding import Verdict
from sensor.model.signature import Shows

if TYPE_CHECKING:
    from sensor.alerts.sightings import FirstSightings
    from sensor.engine import ScanResult
    from sensor.outputs.report import Report

EPILOG = """\b
Exit codes:
  0    done
  1    done, and a finding at or above --fail-on (visits do not count)
  2    wrong usage, configuration or signature; or the result cannot be written
  3    some input could not be read to its end (the rest was processed); stands above 1
  130  interrupted (what was found so far is printed)
"""
FORMATS = click.Choice(["table", "json", "eve", "csv"])
VERDICTS = click.Choice([verdict.value for verdict in Verdict])
FILE_WIDTH = 120
"""Columns of a table that goes to a file or a pipe."""
LEAST_WIDTH = 40
"""A terminal that says it is narrower (or 0 wide, as some do) gets this."""


@click.command(short_help="Captures in, findings out.", epilog=EPILOG)
@click.help_option("-h", "--help")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--format", "form", type=FORMATS, default="table", show_default=True)
@click.option(
    "-o",
    "--output",
    metavar="FILE",
    help="Write the result there instead of to standard output: all of it, or nothing.",
)
@options.packs
@click.option("--vendor", "vendors", metavar="V", multiple=True, help="Only signatures of this vendor; repeatable.")
@click.option(
    "--home",
    metavar="CIDR",
    multiple=True,
    callback=options.network,
    help="A network of ours; repeatable.  [default: private, ULA and link-local]",
)
@click.option(
    "--jobs",
    metavar="N",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="Processes to read several inputs with.",
)
@options.joined
@click.option("--min-verdict", type=VERDICTS, help="Leave weaker findings out of the result.")
@click.option(
    "--fail-on", type=VERDICTS, help="Exit with 1 if there is a finding, other than a visit, at or above this verdict."
)
@click.option(
    "--search-suffix",
    "suffixes",
    metavar="SUFFIX",
    multiple=True,
    callback=options.suffix,
    help="Domain that resolvers here append to names; repeatable.",
)
def scan(
    paths: tuple[str, ...],
    form: str,
    output: str | None,
    folders: tuple[str, ...],
    key: str,
    vendors: tuple[str, ...],
    home: tuple[str, ...],
    jobs: int,
    min_verdict: str | None,
    fail_on: str | None,
    suffixes: tuple[str, ...],
    *,
    merge: bool,
    continuous: bool,
) -> int:
    """Read captures and name the hosts that run banned software.

    PATH is a capture (pcap or pcapng, also compressed), a directory that is searched for captures, or '-' for standard
    input.
    """
    together = options.together(merge=merge, continuous=continuous)
    inputs = options.find_captures(paths)
    signatures = options.load_signatures(folders, vendors, key)
    options.need_signatures(signatures)
    from sensor import engine
    from sensor.signatures.cache import cache_folder

    run = engine.ScanOptions(
        signatures=signatures,
        home=home,
        search_suffixes=suffixes,
        jobs=jobs,
        cache=cache_folder(os.environ),
        together=together,
    )
    sightings = first_sightings() if form == "eve" else None
    with Sink(output, inputs) as sink:
        with ProgressBar() as progress:
            result = engine.scan(inputs, run, sightings.add if sightings else None, progress)
        report = make_report(result, min_verdict)
        write_report(report, form, sink, sightings)
    if form != "table" or output is not None:
        options.warn_incomplete(result.inputs)
    return exit_code(result, fail_on)


def first_sightings() -> "FirstSightings":
    """Return a place for the observations that alerts show."""
    from sensor.alerts.sightings import FirstSightings

    return FirstSightings()


def make_report(result: "ScanResult", min_verdict: str | None) -> "Report":
    """Return the report of *result*, without the findings weaker than *min_verdict*."""
    from sensor.outputs.report import Report

    least = Verdict(min_verdict).rank if min_verdict else 0
    shown = tuple(finding for finding in result.findings if finding.verdict.rank >= least)
    return Report(
        version=__version__,
        inputs=tuple(result.inputs),
        findings=shown,
        coverage=result.coverage,
        signatures=result.signatures,
        interrupted=result.interrupted,
        hidden=len(result.findings) - len(shown),
    )


def write_report(report: "Report", form: str, sink: Sink, sightings: "FirstSightings | None") -> None:
    """Write *report* to *sink* in the form that was asked for."""
    if form == "json":
        from sensor.outputs.json_report import render_json

        sink.write(render_json(report))
    elif form == "csv":
        from sensor.outputs.csv_report import render_csv

        sink.write_text(render_csv(report))
    elif form == "eve":
        from sensor.alerts.eve import evidence_alerts

        assert sightings is not None
        for line in evidence_alerts(report.findings, report.signatures, [one.path for one in report.inputs], sightings):
            sink.write(line)
    else:
        from sensor.outputs.table import render_table

        sink.write_text(render_table(report, width=table_width(sink), color=use_color(sink)))


def table_width(sink: Sink) -> int:
    """Return the columns to fill: the terminal's, or those of ``COLUMNS``; wide where nobody reads along."""
    if sink.is_file:
        return FILE_WIDTH
    import shutil

    return max(shutil.get_terminal_size((FILE_WIDTH, 24)).columns, LEAST_WIDTH)


def use_color(sink: Sink) -> bool:
    """Colours are for terminals that have them and people who did not say NO_COLOR (no-color.org)."""
    return sink.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def exit_code(result: "ScanResult", fail_on: str | None) -> Exit:
    """Return the exit code; findings that ``--min-verdict`` hides count too, visits do not: they are no installation."""
    if result.interrupted:
        return Exit.INTERRUPTED
    if any(one.error is not None or not one.complete for one in result.inputs):
        return Exit.INCOMPLETE
    found = [finding.verdict.rank for finding in result.findings if finding.shows is not Shows.ACCESS]
    if fail_on and max(found, default=-1) >= Verdict(fail_on).rank:
        return Exit.FOUND
    return Exit.DONE

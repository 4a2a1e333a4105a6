"""``vestige signatures export``: the packs in the formats of other tools."""

import datetime
import os
from typing import TYPE_CHECKING

import click

from sensor import __version__
from sensor.cli import options
from sensor.cli.exits import Exit, Failure
from sensor.cli.sink import Sink
from sensor.cli.streams import complain
from sensor.outputs.escape import printable
from sensor.signatures.export import FORMATS

if TYPE_CHECKING:
    from sensor.model.signature import SignatureSet
    from sensor.signatures.export.exported import Exported

WITHOUT_COMMENTS = "what it could not carry stands in comments at its head"


@click.command("export", short_help="Signatures as rules and lists of other tools.")
@click.option("--format", "form", type=click.Choice(list(FORMATS)), required=True, help="What to write; see below.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE instead of standard output: all of it, or nothing.")
@options.packs
@options.VENDORS
@click.option("--everything", is_flag=True, help="Blocking lists (rpz, hosts, adguard): visits and weak evidence, too.")
def export(
    form: str, output: str | None, folders: tuple[str, ...], key: str, vendors: tuple[str, ...], everything: bool
) -> int:
    """Write the signatures as rules or lists of other tools.

    What a format cannot carry is left out, and said with the reason: in comments at the head of the file, or on standard
    error where the format has none. Long lists become datasets beside Suricata's rules, which needs -o.

    \b
    suricata7, suricata8   rules            rpz      DNS Response Policy Zone
    zeek                   Intel file       hosts    hosts file
    sigma                  Sigma rules      adguard  AdGuard DNS filter
    stix                   STIX 2.1         ndpi     protocol file
    misp                   MISP event       csv      lookup for Splunk, Elastic
    """
    from sensor.signatures.export import export as write
    from sensor.signatures.export.exported import MissingLibrary, Settings

    found = options.load_signatures(folders, vendors, key)
    options.need_signatures(found)
    # The clock is meant: a zone's serial number has to grow from one export to the next.
    made = int(datetime.datetime.now(tz=datetime.UTC).timestamp())  # noqa: TID251
    settings = Settings(made=made, version=__version__, everything=everything, to_file=output is not None)
    try:
        exported = write(form, found, settings)
    except MissingLibrary as missing:
        raise Failure(f"--format {form}: {missing}") from None
    with Sink(output) as sink:
        sink.write(exported.text.encode())
    for name, text in exported.companions.items():
        with Sink(os.path.join(os.path.dirname(output or ""), name)) as sink:
            sink.write(text.encode())
    _tell(form, found, exported)
    return Exit.DONE


def _tell(form: str, found: "SignatureSet", exported: "Exported") -> None:
    """Say on standard error what the export could not carry, in one line where the export says it itself."""
    from sensor.signatures.export.exported import summary

    lines = summary(found, exported.carried, exported.gaps)
    if FORMATS[form].comment:
        complain(f"vestige: {lines[0]} The comment at its head says what is not carried, and why.")
        return
    for line in [*exported.remarks, *lines]:
        complain(printable(f"vestige: {line}"))

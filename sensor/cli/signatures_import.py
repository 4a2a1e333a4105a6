"""``vestige signatures import``: lists of other tools as a draft pack."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sensor.cli.exits import Exit, Failure
from sensor.cli.sink import Sink
from sensor.cli.streams import complain
from sensor.findings.words import count
from sensor.outputs.escape import printable
from sensor.signatures.documents import MAX_SID
from sensor.signatures.importing import FORMATS

if TYPE_CHECKING:
    from sensor.signatures.importing.entries import Entries

VENDOR = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""An id, as signature files write it."""


def vendor_id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Check the id of a vendor."""
    if len(value) > 64 or not VENDOR.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no id: lower-case letters, digits and single hyphens")
    return value


@click.command("import", short_help="A list of another tool as a draft pack.")
@click.option("--from", "form", type=click.Choice(list(FORMATS)), required=True, help="What FILE is; see below.")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="DIR", required=True, help="Folder to make; it must not be there, or be empty.")
@click.option("--vendor", default="imported", show_default=True, metavar="ID", callback=vendor_id, help="Vendor's id.")
@click.option(
    "--sid",
    default=9_000_000,
    show_default=True,
    metavar="N",
    type=click.IntRange(10, MAX_SID - 10_000),
    help="Number of the first signature; a multiple of 10.",
)
def import_(form: str, file: str, output: str, vendor: str, sid: int) -> int:
    """Make a draft pack out of a list: FILE, or - for standard input.

    A draft is weak, shows access only and names no source: `signatures lint` warns of everything that is left to fill in.
    What a signature cannot hold is left out and told, with its place and the reason.

    \b
    list   names and networks, one a line; hosts files and AdGuard filters too
    zeek   file of Zeek's Intelligence Framework
    stix   STIX 2.1 bundle or list of objects: its indicators
    """
    from sensor.signatures.importing import read
    from sensor.signatures.importing.draft import Options, signatures_yaml, vendor_yaml
    from sensor.signatures.importing.entries import ImportRefused
    from sensor.signatures.load import load_shared_suffixes

    if sid % 10:
        raise Failure(f"--sid: {sid} is no multiple of 10; the nine numbers behind it belong to exported rules")
    folder = _empty(output)
    try:
        entries = read(form, _content(file), load_shared_suffixes())
    except ImportRefused as why:
        raise Failure(f"{printable(file)}: {why}") from None
    _tell_skipped(file, entries)
    if not entries.count:
        raise Failure(f"{printable(file)}: there is no name and no network in it that a signature could hold")
    options = Options(source="standard input" if file == "-" else Path(file).name, vendor=vendor, sid=sid)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("vendor.yaml", vendor_yaml(options)), ("imported.yaml", signatures_yaml(entries, options))):
        with Sink(str(folder / name)) as sink:
            sink.write_text(text)
    complain(f"vestige: {count(entries.count, 'value')} in {printable(output)}: a draft. What is left to fill in:")
    complain(f"  vestige signatures lint {printable(output)}")
    return Exit.DONE


def _empty(output: str) -> Path:
    """Return the folder to write into. Raises Failure when something is there already."""
    folder = Path(output)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Failure(f"{printable(output)}: is there already; name a new folder with -o")
    return folder


def _content(file: str) -> bytes:
    """Return the bytes of *file*, one more than a signature file may have at most."""
    from sensor.signatures.limits import MAX_FILE_BYTES

    if file == "-":
        return sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    with open(file, "rb") as opened:
        return opened.read(MAX_FILE_BYTES + 1)


def _tell_skipped(file: str, entries: "Entries") -> None:
    """Say on standard error what was left out, and why."""
    for why, number in entries.skipped.items():
        places = entries.places[why]
        more = f" and {number - len(places)} more" if number > len(places) else ""
        complain(printable(f"vestige: {file}: left out: {why} ({', '.join(places)}{more})"))

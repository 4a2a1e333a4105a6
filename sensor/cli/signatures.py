"""``vestige signatures``: look at the packs, check them, run their tests, ask what a name would match."""

import datetime
import ipaddress
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from sensor.cli import options
from sensor.cli.exits import Exit, Failure
from sensor.cli.groups import Group
from sensor.cli.options import VENDORS
from sensor.cli.signatures_export import export
from sensor.cli.signatures_import import import_
from sensor.cli.signatures_trust import sign, verify
from sensor.findings.words import count
from sensor.outputs.escape import printable

if TYPE_CHECKING:
    from sensor.model.signature import SignatureSet
    from sensor.signatures.problems import Problem

FORMATS = click.Choice(["table", "json"])
FORM = click.option("--format", "form", type=FORMATS, default="table", show_default=True)


@click.group(cls=Group, short_help="Look at signatures, check and test them.")
def signatures() -> None:
    """Look at the signature packs, check them, run the tests inside them, ask what a name would match."""


signatures.add_command(export)
signatures.add_command(import_)
signatures.add_command(sign)
signatures.add_command(verify)


@signatures.command("list", short_help="One line for each signature.")
@options.packs
@VENDORS
@FORM
def list_(folders: tuple[str, ...], key: str, vendors: tuple[str, ...], form: str) -> int:
    """List the signatures: number, id, product, what a sighting shows, weight, count of indicators."""
    from sensor.cli import signature_tables

    found = options.load_signatures(folders, vendors, key)
    if form == "json":
        click.echo(signature_tables.list_json(found))
    else:
        signature_tables.print_list(found)
    return Exit.DONE


@signatures.command(short_help="Everything about one signature.")
@click.argument("identity", metavar="ID")
@options.packs
@FORM
def show(identity: str, folders: tuple[str, ...], key: str, form: str) -> int:
    """Show one signature: what it looks for, what it proves, sources, bans, tests. ID is its id or its sid."""
    from sensor.cli import signature_tables
    from sensor.signatures.problems import nearest

    found = options.load_signatures(folders, key=key)
    loaded = (*found.replaced.values(), *found.signatures)  # what an overlay disables is shown, too
    known = {signature.id: signature for signature in loaded}
    known |= {str(signature.sid): signature for signature in loaded}
    signature = known.get(identity)
    if signature is None:
        hint = nearest(identity, tuple(known)) or "see: vestige signatures list"
        raise Failure(f"no signature {printable(identity)!r} ({hint})")
    if form == "json":
        click.echo(signature_tables.show_json(signature, found))
    else:
        signature_tables.print_signature(signature, found)
    return Exit.DONE


@signatures.command(short_help="Say all that is wrong, with file, line and column.")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=options.PackPath(exists=True))
@click.option("--today", metavar="DATE", help="Judge dates by this day, YYYY-MM-DD.  [default: today]")
@click.option("--strict", is_flag=True, help="Treat warnings as errors.")
def lint(paths: tuple[str, ...], today: str | None, strict: bool) -> int:
    """Check signature files and run the tests inside them.

    PATH is a file or folder; +PATH: beside the packs that ship; default: these.

    Problems go to standard error as path:line:column. Exit 2 when there is an error.
    """
    from sensor.match.selftest import run_self_tests, self_test_problems
    from sensor.signatures.lint import in_order
    from sensor.signatures.lint import lint as run_lint

    day = _day(today)
    found = options.load_signatures(paths, today=day.isoformat())
    results = run_self_tests(found)
    problems = in_order([*run_lint(found, today=day), *self_test_problems(found, results)])
    errors, warnings = _print_problems(problems)
    files = f"{count(len(found.signatures), 'signature')}, {count(len(results), 'test')}"
    click.echo(f"{files}: {count(errors, 'error')}, {count(warnings, 'warning')}")
    return Exit.USAGE if errors or (strict and warnings) else Exit.DONE


@signatures.command(short_help="Run the tests inside the files; or replay captures.")
@click.argument("captures", metavar="[PCAP]...", nargs=-1)
@options.packs
@VENDORS
@click.option("-v", "--verbose", is_flag=True, help="Name the tests that passed, too.")
def test(captures: tuple[str, ...], folders: tuple[str, ...], key: str, vendors: tuple[str, ...], verbose: bool) -> int:
    """Run the tests inside the signature files. With captures: say what each signature matched in them.

    It says how often, which hosts asked, and in which frame a value stood first.

    Exit 2 when a test fails, 3 when a capture could not be read to its end.
    """
    from sensor.match.selftest import run_self_tests, self_test_problems

    found = options.load_signatures(folders, vendors, key)
    results = run_self_tests(found)
    if verbose:
        for result in results:
            word = "ok    " if result.passed else "FAILED"
            click.echo(printable(f"{word} {result.signature.id}: {result.test.see}"))
    failed, _warnings = _print_problems(self_test_problems(found, results))
    click.echo(f"{count(len(results) - failed, 'test')} passed, {failed} failed")
    ended = _replay(found, captures) if captures else Exit.DONE
    return Exit.USAGE if failed and ended is not Exit.INTERRUPTED else ended


@signatures.command(short_help="What would match this name, and what nearly does.")
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@options.packs
@FORM
@click.option(
    "--search-suffix",
    "suffixes",
    metavar="SUFFIX",
    multiple=True,
    callback=options.suffix,
    help="Domain that resolvers here append to names; repeatable.",
)
def match(names: tuple[str, ...], folders: tuple[str, ...], key: str, form: str, suffixes: tuple[str, ...]) -> int:
    """Explain which signature, indicator and weight would fire for NAME, and what nearly does.

    NAME is a host name, an address with port (203.0.113.9:443/tcp), a hardware address, or what tests see, in quotes:
    "tls.sni s07.upd.kaspersky.com", 'http GET host/path ua="text"'.
    """
    from sensor.cli import signature_tables
    from sensor.match import Matcher

    found = options.load_signatures(folders, key=key)
    matcher = Matcher(found, search_suffixes=suffixes)
    explanations = []
    for name in names:
        try:
            explanations.append(matcher.explain(_as_seen(name)))
        except ValueError as error:
            raise Failure(printable(str(error))) from None
    if form == "json":
        click.echo(signature_tables.matches_json(explanations))
    else:
        signature_tables.print_matches(explanations, found)
    return Exit.DONE


def _as_seen(name: str) -> str:
    """Return an address with port and protocol, or a hardware address, as a test sees it; anything else as it is."""
    text = name.strip()
    if re.fullmatch(r"[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}", text):
        return f"device.mac {text}"
    is_server = " " not in text and text.endswith(("/tcp", "/udp")) and ":" in text
    if not is_server and is_address(text):
        raise ValueError(f"{text}: an address is looked for with its port and protocol, as in 203.0.113.9:443/tcp")
    return f"server.ip {text}" if is_server else text


def is_address(text: str) -> bool:
    """True for an address alone or with a port; as the name that it would be read as it matches nothing, ever."""
    bare = re.sub(r"^\[(.*)\](:\d+)?$|^([\d.]+):\d+$", r"\1\3", text)
    try:
        ipaddress.ip_address(bare)
    except ValueError:
        return False
    return True


def _day(text: str | None) -> datetime.date:
    """Return the day to judge dates by."""
    if text is None:
        # The one place where the clock is meant: lint asks whether facts are old today.
        return datetime.datetime.now(tz=datetime.UTC).date()  # noqa: TID251
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"--today: {text!r} is no date, write YYYY-MM-DD") from None


def _print_problems(problems: "Iterable[Problem]") -> tuple[int, int]:
    """Print *problems* to standard error; return how many errors and warnings there are."""
    from sensor.signatures.problems import Severity

    counts = dict.fromkeys(Severity, 0)
    for problem in problems:
        counts[problem.severity] += 1
        click.echo(printable(f"{problem.at}: {problem.severity}: {problem.message}{_hint(problem)}"), err=True)
    return counts[Severity.ERROR], counts[Severity.WARNING]


def _hint(problem: "Problem") -> str:
    return f" ({problem.hint}) [{problem.check}]" if problem.hint else f" [{problem.check}]"


def _replay(found: "SignatureSet", captures: Sequence[str]) -> Exit:
    """Print what each signature matched in *captures*; return how the reading of them ended."""
    from sensor import engine
    from sensor.cli.progress import ProgressBar
    from sensor.cli.signature_replay import Replay

    run = engine.ScanOptions(signatures=found, home=(), search_suffixes=(), observe_all=False)
    inputs = options.find_captures(captures)
    seen = Replay(inputs)
    with ProgressBar() as progress:
        result = engine.scan(inputs, run, seen.add, progress)
    seen.print(found)
    incomplete = options.warn_incomplete(result.inputs)
    if result.interrupted:
        return Exit.INTERRUPTED
    return Exit.INCOMPLETE if incomplete else Exit.DONE

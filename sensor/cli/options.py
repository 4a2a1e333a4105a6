"""Options that commands share, and how their values are checked: a wrong one is named in a sentence, exit 2."""

import ipaddress
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from sensor.cli.exits import Failure
from sensor.cli.streams import complain
from sensor.model.report import NOT_READ, InputReport
from sensor.model.signature import SignatureSet
from sensor.outputs.escape import printable

NO_SIGNATURES = SignatureSet(signatures=(), vendors={}, bans={}, packs=(), sha256="")
"""For commands that look at everything."""
MAX_UNREAD = 10
"""Inputs that an interrupt came before, named one by one; of more the number is told, and reports have all."""
PACKS_HELP = "Signature pack to use instead of those that ship, +DIR: beside them; repeatable."
KEY_HELP = (
    "Use only packs that are signed with this key of minisign, or the key in this file.  [env: VESTIGE_SIGNATURE_KEY]"
)
VENDORS = click.option("--vendor", "vendors", metavar="V", multiple=True, help="Only this vendor; repeatable.")


class PackPath(click.Path):
    """A file or folder of signatures, perhaps with a ``+`` before it (`sensor.signatures.files.chosen_paths`)."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return *value* as it is; wrong usage where nothing is there."""
        super().convert(str(value).removeprefix("+"), param, ctx)
        return value


def packs(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options that say which packs to use, and whose."""
    command = click.option("--signature-key", "key", metavar="KEY", default="", help=KEY_HELP)(command)
    return click.option(
        "--signatures", "folders", metavar="DIR", multiple=True, type=PackPath(exists=True), help=PACKS_HELP
    )(command)


def network(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Check CIDR blocks or addresses."""
    for value in values:
        try:
            ipaddress.ip_network(value, strict=False)
        except ValueError:
            raise click.BadParameter(f"{value!r} is no network such as 10.0.0.0/8 or 2001:db8::/32") from None
    return values


def ports(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Return ports and ranges of ports as inclusive ranges."""
    from sensor.signatures.servers import port_range

    try:
        return tuple(port_range(value) for value in values)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def suffix(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Return domain suffixes in lower case without outer dots."""
    from sensor.engine.config import units

    try:
        return tuple(map(units.domain, values))
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def joined(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options for captures that belong together."""
    command = click.option(
        "--continuous", is_flag=True, help="The captures are the rotated files of one tap: flows go on in the next."
    )(command)
    return click.option(
        "--merge",
        is_flag=True,
        help="The captures are of one time and network, from several places: read them as one, in the order of time.",
    )(command)


def together(*, merge: bool, continuous: bool) -> str:
    """Return how captures belong together, as the engine calls it; both ways at once are wrong usage."""
    if merge and continuous:
        raise click.UsageError(
            "--merge and --continuous are two ways to join captures: give one (--merge takes rotated files too)"
        )
    return "merged" if merge else "continuous" if continuous else ""


def find_captures(paths: Sequence[str]) -> list[str]:
    """Return the captures under *paths*; raises Failure for a path that is none."""
    from sensor.capture import InputError, find_inputs

    try:
        return find_inputs(paths)
    except InputError as error:
        raise Failure(printable(str(error))) from None


def load_signatures(
    folders: Sequence[Any], vendors: Sequence[str] = (), key: str = "", today: str = ""
) -> SignatureSet:
    """Load the packs in *folders* (none: those that ship), only those of *vendors* if any are named.

    With a *key*, or one in the environment, packs must be signed with it. *today* (default: the clock's day) decides
    whether changes in overlays still hold. Raises Failure; every problem of every file has been printed then.
    """
    from sensor.signatures import SignatureErrors, load
    from sensor.signatures.cache import cache_folder
    from sensor.signatures.choose import choose_vendors
    from sensor.signatures.files import chosen_paths

    paths = chosen_paths(map(str, folders))
    check_signed(paths, key)
    try:
        signatures = load(
            paths, cache=cache_folder(os.environ), today=today or time.strftime("%Y-%m-%d", time.gmtime())
        )
    except SignatureErrors as errors:
        for problem in errors.problems:
            click.echo(printable(str(problem)), err=True)
        raise Failure("the signatures cannot be used") from None
    try:
        return choose_vendors(signatures, vendors)
    except ValueError as error:
        raise Failure(f"--vendor: {printable(str(error))}") from None


def check_signed(paths: Sequence[Path], key: str) -> None:
    """Raise Failure for a pack that is not signed with *key*, or else with that of ``VESTIGE_SIGNATURE_KEY``, if any."""
    if not key and not os.environ.get("VESTIGE_SIGNATURE_KEY"):
        return
    from sensor.signatures import SignatureErrors, trust

    try:
        trust.check_packs(paths, trust.configured_key(os.environ, key))
    except (OSError, ValueError, SignatureErrors) as error:
        raise Failure(printable(str(error))) from None


def need_signatures(signatures: SignatureSet) -> None:
    """Raise Failure if there are none: a scan that looks for nothing would report that nothing is there."""
    if not signatures.signatures:
        raise Failure("there is no signature to look for: every file of --signatures and --vendor is without one")


def warn_incomplete(inputs: Sequence[InputReport]) -> bool:
    """Say on standard error which inputs were not read to their end; return whether there are any."""
    from sensor.outputs.report import problem_of

    bad = [one for one in inputs if one.error is not None or not one.complete]
    unread = [one for one in bad if one.error == NOT_READ]
    for one in bad:
        if one.error != NOT_READ or len(unread) <= MAX_UNREAD:
            complain(f"vestige: warning: {problem_of(one)}")
    if len(unread) > MAX_UNREAD:
        complain(f"vestige: warning: {len(unread):,} inputs not read: interrupted before them")
    return bool(bad)

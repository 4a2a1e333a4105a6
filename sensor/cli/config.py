"""``vestige config``: says whether the configuration of `vestige watch` is right, and what it comes to."""

from typing import TYPE_CHECKING, Any

import click

from sensor.cli.exits import Exit
from sensor.cli.groups import Group
from sensor.cli.streams import complain
from sensor.cli.watch import DEFAULT_CONFIG, first_load, usual_config
from sensor.outputs.escape import printable

if TYPE_CHECKING:
    from sensor.engine.config.model import Config
    from sensor.engine.live.loading import Loaded
    from sensor.model.signature import SignatureSet


@click.group(cls=Group, short_help="The configuration of `vestige watch`.")
@click.help_option("-h", "--help")
def config() -> None:
    """Check or show the configuration file of `vestige watch`."""


def load(path: str | None) -> "Loaded":
    """Return configuration and signatures; raises Failure."""
    from sensor.engine.live.loading import Loader

    return first_load(Loader(path, lambda found: found).load)


@config.command(short_help="Say what is wrong with it.")
@click.help_option("-h", "--help")
@click.argument("path", metavar="[FILE]", default=DEFAULT_CONFIG)
def check(path: str) -> int:
    """Read the configuration and the signatures that it names, and say everything that is wrong, with its place.

    Exit: 0 when `vestige watch` would take it, 2 when not.
    """
    from sensor.engine.live.report import describe

    loaded = load(path)
    for sentence in [*outdated(loaded.config), *lapsed(loaded.signatures)]:
        complain(f"vestige: warning: {sentence}")
    click.echo(printable(f"{path}: fine; {describe(loaded.signatures)}"))
    return Exit.DONE


def outdated(config: "Config") -> list[str]:
    """Return which suppressions have ended."""
    import time

    today = time.strftime("%Y-%m-%d", time.gmtime())
    return [
        printable(f"the suppression {one.name!r} ended after {one.until}")
        for one in config.suppress
        if not one.holds_on(today)
    ]


def lapsed(signatures: "SignatureSet") -> list[str]:
    """Return which changes of overlays have ended."""
    return [printable(f"the change of {one.signature} ended after {one.until} ({one.at})") for one in signatures.lapsed]


@config.command(short_help="Show it whole, with its defaults.")
@click.help_option("-h", "--help")
@click.argument("path", metavar="[FILE]", required=False)
def show(path: str | None) -> int:
    """Print the configuration as `vestige watch` understands it, with the default of every key that is not set.

    Without FILE, and where nothing is at its usual place, these are the defaults.
    """
    import yaml

    from sensor.engine.config.write import plain

    found: dict[str, Any] = plain(load(path or usual_config()).config)
    click.echo(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, default_flow_style=None, width=120), nl=False)
    return Exit.DONE

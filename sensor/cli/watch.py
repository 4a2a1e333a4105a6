"""``vestige watch``: a tap, or a folder that captures are rotated into → alerts as they come."""

import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from sensor.cli import options
from sensor.cli.exits import Exit, Failure
from sensor.cli.streams import complain
from sensor.model.finding import Verdict
from sensor.outputs.escape import printable

if TYPE_CHECKING:
    from sensor.engine.config.model import Config
    from sensor.engine.live.loading import Loaded
    from sensor.engine.live.settings import Settings

DEFAULT_CONFIG = "/etc/vestige/vestige.yaml"
EPILOG = """\b
Signals:
  HUP        load signatures and configuration again, open the output file anew
  TERM, INT  tell and write everything, then end
"""
STDOUT = 1


@click.command(short_help="Live: alerts from a tap, or from captures as they are completed.", epilog=EPILOG)
@click.help_option("-h", "--help")
@click.argument("interfaces", metavar="[IFACE]...", nargs=-1)
@click.option("--config", metavar="FILE", help=f"Configuration.  [default: {DEFAULT_CONFIG}, if it is there]")
@click.option("--directory", metavar="DIR", help="Read captures from there as they are completed, each once.")
@click.option("--workers", metavar="N", type=click.IntRange(min=1), help="Processes that share the conversations.")
@click.option("--promiscuous/--no-promiscuous", default=None, help="Take frames for other machines too, or not.")
@click.option("--user", metavar="NAME", help="Become this user once the sockets are open.")
@click.option("--signatures", metavar="DIR", multiple=True, help=options.PACKS_HELP)
@click.option("--signature-key", metavar="KEY", help=options.KEY_HELP)
@click.option("--vendor", "vendors", metavar="V", multiple=True, help="Only signatures of this vendor; repeatable.")
@click.option("--home", metavar="CIDR", multiple=True, callback=options.network, help="A network of ours; repeatable.")
@click.option(
    "--search-suffix",
    "search_suffixes",
    metavar="SUFFIX",
    multiple=True,
    callback=options.suffix,
    help="Domain that resolvers here append to names; repeatable.",
)
@click.option("-o", "--output", metavar="FILE", help="Append EVE lines there instead of writing to standard output.")
@click.option("--syslog", metavar="URL", multiple=True, help="Send alerts to tls://, tcp:// or udp://HOST; repeatable.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "eve"]),
    help="Of standard output.  [default: a table to a terminal]",
)
@click.option(
    "--min-verdict", type=click.Choice([verdict.value for verdict in Verdict]), help="Tell of findings from there on."
)
@click.option("--visits/--no-visits", default=None, help="Tell of hosts that only visited a vendor's sites too.")
@click.option("--stats", metavar="DURATION", help="Between two stats events, as in 60s; 0s for none.")
@click.option("--metrics", metavar="ADDRESS", help="Answer Prometheus there, as in 127.0.0.1:9477.")
@click.option(
    "--state",
    metavar="DIR",
    help="Where to remember what was told.  [default: where systemd says, /var/lib/vestige for root, else "
    "~/.local/state/vestige; nowhere when all goes to standard output]",
)
@click.option("--no-state", is_flag=True, help="Remember nothing: tell everything again after a restart.")
def watch(form: str | None, config: str | None, no_state: bool, **flags: Any) -> int:
    """Listen on interfaces and tell of hosts that run banned software, each change of a finding once.

    Flags stand above the configuration file. Needs CAP_NET_RAW, or root and --user.
    """
    from sensor.engine.live.loading import Loader

    loader = Loader(config or usual_config(), lambda found: overridden(found, flags))
    loaded = first_load(loader.load)
    check_taps(loaded.config)
    settings = make_settings(loader, loaded, form, no_state=no_state)
    return run(settings)


def check_taps(config: "Config") -> None:
    """Raise UsageError or Failure where *config* cannot be what anybody wants to listen on."""
    from sensor.engine.config.model import MAX_WORKERS

    if bool(config.interfaces) == bool(config.directory):
        raise click.UsageError("name interfaces to listen on, or --directory")
    if config.workers > MAX_WORKERS:
        raise Failure(f"--workers {config.workers}: more than {MAX_WORKERS} is of no use")
    twice = next((name for name in config.interfaces if config.interfaces.count(name) > 1), None)
    if twice is not None:
        raise Failure(f"{printable(twice)}: the interface is named twice, and everything on it would count twice")


def usual_config() -> str | None:
    """Return the configuration file that is read where none is named, None if it is not there."""
    return DEFAULT_CONFIG if os.path.exists(DEFAULT_CONFIG) else None


def first_load(load: Callable[[], "Loaded"]) -> "Loaded":
    """Return what *load* gives; raises Failure when every problem has been printed."""
    from sensor.signatures import SignatureErrors

    try:
        return load()
    except SignatureErrors as errors:
        for problem in errors.problems:
            complain(printable(str(problem)))
        raise Failure("the configuration or the signatures cannot be used") from None


def overridden(config: "Config", flags: dict[str, Any]) -> "Config":
    """Return *config* with what the command line says; raises Failure for a value that is none."""
    import msgspec

    from sensor.engine.config import units
    from sensor.engine.config.model import FileOutput

    empty = next(
        (name for name, value in flags.items() if value == "" or (isinstance(value, tuple) and "" in value)), None
    )
    if empty is not None:
        raise Failure(f"{'' if empty == 'interfaces' else '--'}{empty.replace('_', '-')}: the value is empty")
    plain = ("interfaces", "directory", "workers", "promiscuous", "user", "signatures", "signature_key", "vendors", "home",
             "search_suffixes", "visits", "state")  # fmt: skip
    changes = {name: flags[name] for name in plain if flags.get(name) not in (None, ())}
    if "interfaces" in changes:
        changes.setdefault("directory", "")
    elif "directory" in changes:
        changes["interfaces"] = ()
    if flags.get("min_verdict"):
        changes["min_verdict"] = Verdict(flags["min_verdict"])
    try:
        if flags.get("stats"):
            changes["stats_seconds"] = units.duration(flags["stats"])
        if flags.get("metrics"):
            units.endpoint(flags["metrics"])
            changes["metrics"] = flags["metrics"]
        if flags.get("syslog"):
            changes["syslog"] = tuple(map(receiver, flags["syslog"]))
    except ValueError as error:
        raise Failure(str(error)) from None
    if flags.get("output"):
        kept = config.output or FileOutput(path="")
        changes["output"] = msgspec.structs.replace(kept, path=flags["output"])
    return msgspec.structs.replace(config, **changes)


def receiver(url: str) -> Any:
    """Return the receiver at *url*; ValueError when it is none."""
    from sensor.outputs.syslog.address import Receiver, split_url

    transport, host, port = split_url(url)
    return Receiver(url=url, transport=transport, host=host, port=port)


def make_settings(loader: Any, loaded: "Loaded", form: str | None, *, no_state: bool) -> "Settings":
    """Open the state and say how the rest is to be opened; raises Failure."""
    from sensor.engine.live.database import StateError
    from sensor.engine.live.outputs import open_outputs, open_state, uses_stdout
    from sensor.engine.live.settings import Settings
    from sensor.engine.live.systemd import Notifier

    config = loaded.config
    table = form == "table" or (form is None and sys.stdout.isatty())
    try:
        state = open_state(config, dict(os.environ), kept=not no_state)
    except StateError as error:
        raise Failure(printable(str(error))) from None
    stdout = STDOUT if not table else None
    return Settings(
        loader=loader,
        loaded=loaded,
        state=state,
        channels=lambda found: open_outputs(found, stdout),
        complain=lambda sentence: complain(f"vestige: {printable(sentence)}"),
        notifier=Notifier(os.environ),
        show=make_show(config, table=table and uses_stdout(config)),
    )


def make_show(config: "Config", *, table: bool) -> Any:
    """Return what shows the table and answers Prometheus; None when neither is wanted. Raises Failure."""
    from sensor.engine.live.showing import Show

    if config.metrics:
        import importlib.util

        if importlib.util.find_spec("prometheus_client") is None:
            raise Failure("--metrics needs prometheus-client: pip install 'vestige[metrics]'")
    try:
        return Show(config.metrics, table=table) if table or config.metrics else None
    except OSError as error:
        raise Failure(f"--metrics {config.metrics}: {error.strerror}") from None


def run(settings: "Settings") -> int:
    """Watch until somebody ends it; raises Failure."""
    from sensor.capture import InputError
    from sensor.engine.live.desk import Desk
    from sensor.engine.live.messages import Plan
    from sensor.engine.live.options import TapOptions
    from sensor.engine.live.supervisor import run as listen
    from sensor.hosts.home import Home

    config = settings.loaded.config
    taps = TapOptions(
        interfaces=config.interfaces,
        workers=config.workers,
        promiscuous=config.promiscuous,
        ring_megabytes=config.ring_megabytes,
        hardware_time=config.hardware_time,
        bypass=config.bypass,
        directory=config.directory or None,
        user=config.user or None,
    )
    plan = Plan(signatures=settings.loaded.signatures, search_suffixes=config.search_suffixes)
    try:
        listen(taps, plan, Desk(settings), Home(config.home or None), settings.state)
    except (InputError, OSError, ValueError) as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise Failure(printable(str(error))) from None
    return Exit.DONE

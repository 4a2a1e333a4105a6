"""The program: one module per command, loaded when it is called."""

import contextlib
import importlib
from collections.abc import Iterator, Sequence
from typing import Any

import click

from sensor import __version__
from sensor.cli.exits import Exit, Failure
from sensor.cli.groups import Group
from sensor.cli.sink import silence_stdout
from sensor.cli.streams import complain, lend_missing_streams, settle_stderr
from sensor.outputs.escape import printable

COMMANDS = {
    "scan": ("sensor.cli.scan", "scan"),
    "observe": ("sensor.cli.observe", "observe"),
    "watch": ("sensor.cli.watch", "watch"),
    "config": ("sensor.cli.config", "config"),
    "signatures": ("sensor.cli.signatures", "signatures"),
    "doctor": ("sensor.cli.doctor", "doctor"),
}
"""Command → module and attribute, in the order of ``--help``."""


class LazyGroup(Group):
    """Imports a command's module only when the command is asked for: ``--version`` and errors come at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing it now; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name]
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the command line; ``--help`` and ``--version`` write already here."""
        with output_trouble_told():
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        with output_trouble_told():
            return super().invoke(ctx)


@contextlib.contextmanager
def output_trouble_told() -> Iterator[None]:
    """End without a word when the reader of the output went away, and with one when the output cannot be written."""
    try:
        yield
    except BrokenPipeError:
        silence_stdout()
        raise click.exceptions.Exit(Exit.PIPE_CLOSED) from None
    except OSError as error:  # what is not caught where it arises is the disk below standard output
        silence_stdout()
        raise Failure(os_sentence(error)) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="vestige", message="%(prog)s %(version)s")
def cli() -> None:
    """Find the hosts that still run software banned from a network, from their traffic.

    Reads captures (pcap, pcapng, compressed, whole directories, standard input), never touches the network and sends
    nothing anywhere.
    """


def os_sentence(error: OSError) -> str:
    """Return what the operating system refused, in one sentence."""
    if error.filename is None:
        return f"cannot write standard output: {error.strerror or error}"
    return f"{printable(str(error.filename))}: {(error.strerror or str(error)).lower()}"


def run(args: Sequence[str] | None = None) -> int:
    """Run the command line *args* (default: the program's) and return its exit code."""
    lend_missing_streams()
    try:
        return answer(args)
    finally:
        settle_stderr()


def answer(args: Sequence[str] | None) -> int:
    """Do so; what goes wrong is told in a sentence."""
    try:
        result = cli.main(None if args is None else list(args), prog_name="vestige", standalone_mode=False)
    except click.exceptions.Exit as ending:
        return ending.exit_code
    except (click.Abort, KeyboardInterrupt):
        complain("vestige: interrupted")
        return Exit.INTERRUPTED
    except click.ClickException as problem:
        with contextlib.suppress(OSError):  # nobody can be told where standard error is full
            problem.show()
        return Exit.USAGE
    return result if isinstance(result, int) else Exit.DONE

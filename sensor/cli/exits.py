"""Exit codes (DESIGN section 5.1): a contract with whoever calls the program."""

import enum

import click


class Exit(enum.IntEnum):
    """How a command ended. Where several apply, INTERRUPTED tells most, then INCOMPLETE, then FOUND."""

    DONE = 0
    FOUND = 1
    """Done, and a finding at or above ``--fail-on``; visits do not count."""
    USAGE = 2
    """Wrong usage, configuration or signature; or the output cannot be written."""
    INCOMPLETE = 3
    """Some input could not be read to its end; the rest was processed."""
    INTERRUPTED = 130
    """By Ctrl-C: 128 and the number of SIGINT."""
    PIPE_CLOSED = 141
    """The reader of our output went away (``| head``): 128 and the number of SIGPIPE, as a shell reports it."""


class Failure(click.ClickException):
    """Something the user must set right, said in one sentence."""

    exit_code = int(Exit.USAGE)

    def show(self, file: object = None) -> None:
        """Print the sentence to standard error."""
        click.echo(f"vestige: {self.format_message()}", err=True)

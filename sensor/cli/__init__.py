"""The command line. `main` is the program's entry, light so that Ctrl-C is answered in order from the first moment on."""

import gc
import os
import signal
import sys
from collections.abc import Sequence
from typing import NoReturn

INTERRUPTED = 130
"""`sensor.cli.exits.Exit.INTERRUPTED`, before anything may be imported."""
WORDS = b"vestige: interrupted\n"
GARBAGE_AFTER = 50_000
"""New objects after which Python looks for unreachable ones. Its own 700 make it look often while modules load, for nothing."""


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line *args* (default: the program's) and return its exit code."""
    from sensor.cli.program import run

    return run(args)


def start() -> NoReturn:
    """Run the program and end the process with its exit code; Ctrl-C shows no traceback, whenever it is pressed."""
    gc.set_threshold(GARBAGE_AFTER)
    if sys.argv[1:2] == ["watch"]:
        # It loads again on SIGHUP, which by itself would end it: held until there is an answer.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        signal.signal(signal.SIGINT, leave)  # while modules are loaded there is nothing to put in order
        from sensor.cli import program

        signal.signal(signal.SIGINT, signal.default_int_handler)
        code = program.run()
    except KeyboardInterrupt:  # behind the last place that answers it
        code = INTERRUPTED
    signal.signal(signal.SIGINT, leave)
    gc.freeze()  # nothing that is left has to be looked through: the process ends
    sys.exit(code)


def leave(_number: int, _frame: object) -> NoReturn:
    """Say that it was interrupted, and end at once."""
    try:  # noqa: SIM105 - contextlib would have to be loaded before this is in place
        os.write(2, WORDS)
    except OSError:
        pass
    os._exit(INTERRUPTED)

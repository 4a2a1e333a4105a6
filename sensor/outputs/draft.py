"""A file that is there as a whole or not at all: written under another name beside its place, and put there when done."""

import contextlib
import os
import secrets
import shutil
import stat

MOST_HELD = 64
"""Descriptors that a caller may have handed us a file on: a shell uses those below 10."""


class Draft:
    """A file under way. Raises OSError where its folder takes none."""

    def __init__(self, place: str) -> None:
        self.place = os.path.realpath(place)  # a link stays one
        replaces = os.path.exists(self.place)
        self.left = "the file that was there before was kept" if replaces else "no part of it was left"
        """What stands in its place when it fails."""
        self.path = os.path.join(os.path.dirname(self.place), f".vestige-{secrets.token_hex(6)}.part")
        self.out = open(self.path, "xb")  # noqa: SIM115 - closed by keep and drop
        if replaces:
            with contextlib.suppress(OSError):  # a group that we are not in
                os.chown(self.path, -1, os.stat(self.place).st_gid)
            shutil.copymode(self.place, self.path)

    def keep(self) -> None:
        """Put it into its place. Raises OSError; then `left` says what is there."""
        try:
            self.out.close()
        except OSError:
            self.drop()
            raise
        try:
            os.replace(self.path, self.place)
        except OSError:  # a place that cannot be taken, as that of a file mounted into a container, can be written into
            self.left = "what it holds is not all"
            try:
                shutil.copyfile(self.path, self.place)
            finally:
                self.drop()

    def drop(self) -> None:
        """Leave no trace of it."""
        with contextlib.suppress(OSError):
            self.out.close()
        with contextlib.suppress(OSError):
            os.unlink(self.path)


def can_be_replaced(place: str) -> bool:
    """True for a place with nothing in it, or with a plain file of our own under one name, which nobody handed us open.

    Others are written into: devices, pipes, other people's files, and ``/dev/stdout`` or ``/dev/fd/3`` that a shell has
    opened a file for and goes on with.
    """
    try:
        there = os.stat(place)
    except OSError:
        return True
    own = stat.S_ISREG(there.st_mode) and there.st_nlink == 1 and there.st_uid == os.geteuid()
    return own and os.access(place, os.W_OK) and not is_held(there)


def is_held(there: os.stat_result) -> bool:
    """True when one of our descriptors is open on the file *there*."""
    for number in range(MOST_HELD):
        with contextlib.suppress(OSError):
            if os.path.samestat(there, os.fstat(number)):
                return True
    return False

"""Rights: what a process that opened its sockets as root gives up, for good."""

import ctypes
import os
import pwd

from sensor.capture import InputError

PR_SET_NO_NEW_PRIVS = 38
"""linux/prctl.h: no program that is started from here on gets rights that this one has not."""


def become(user: str) -> None:
    """Become *user* with its groups, keeping nothing of root; raises InputError."""
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        raise InputError("--user", f"there is no user {user!r} on this machine") from None
    if os.geteuid() == entry.pw_uid:
        return
    try:
        os.setgroups(os.getgrouplist(user, entry.pw_gid))
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    except PermissionError:
        raise InputError("--user", f"only root can become {user!r}") from None
    ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)

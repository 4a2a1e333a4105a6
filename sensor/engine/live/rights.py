"""Rights: what a process that opened its sockets as root gives up, for good."""

import ctypes
import os
import pwd
import struct
import sys

from sensor.capture import InputError

PR_SET_KEEPCAPS = 8
"""linux/prctl.h: what the process may have of root's rights outlives the change of its user."""
PR_SET_NO_NEW_PRIVS = 38
"""linux/prctl.h: no program that is started from here on gets rights that this one has not."""
CAPABILITY_VERSION = 0x20080522
"""linux/capability.h: _LINUX_CAPABILITY_VERSION_3, two words for each set."""
NET_RAW = 1 << 13
"""linux/capability.h: the bit of CAP_NET_RAW, which opening a packet socket takes."""
LINUX = sys.platform.startswith("linux")


def become(user: str, *, reopen: bool = False) -> None:
    """Become *user* with its groups, keeping nothing of root; raises InputError.

    With *reopen* this process can still open packet sockets: `sensor.engine.live.taps` says when that takes new ones.
    """
    try:
        entry = pwd.getpwnam(user)
    except KeyError:
        raise InputError("--user", f"there is no user {user!r} on this machine") from None
    if os.geteuid() == entry.pw_uid:
        return
    kept = reopen and LINUX
    if kept:
        ctypes.CDLL(None).prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    try:
        os.setgroups(os.getgrouplist(user, entry.pw_gid))
        os.setresgid(entry.pw_gid, entry.pw_gid, entry.pw_gid)
        os.setresuid(entry.pw_uid, entry.pw_uid, entry.pw_uid)
    except PermissionError:
        raise InputError("--user", f"only root can become {user!r}") from None
    if kept:
        have_only(NET_RAW)
    if LINUX:
        ctypes.CDLL(None).prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def give_up() -> None:
    """Keep no right but the user's own: a worker reads what anybody may have sent, from sockets that are open."""
    if LINUX:
        have_only(0)


def have_only(rights: int) -> None:
    """Have *rights* of those that this process has, and none besides (capset(2)). A system that has no such thing is left alone."""
    header = struct.pack("@Ii", CAPABILITY_VERSION, 0)
    sets = struct.pack("@6I", rights, rights, 0, 0, 0, 0)  # effective, permitted, inheritable; then their upper halves
    if ctypes.CDLL(None, use_errno=True).capset(header, sets) and rights:
        have_only(0)  # it had not even those

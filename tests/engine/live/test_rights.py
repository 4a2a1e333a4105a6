"""Rights that are given up are gone."""

import os
import socket
from collections.abc import Callable

import pytest

from sensor.capture import InputError
from sensor.engine.live.rights import become, give_up


def test_a_user_that_there_is_not_is_named() -> None:
    """Before anything is given up."""
    with pytest.raises(InputError, match="there is no user 'nosuchuser'"):
        become("nosuchuser")


def attempts(change: Callable[[], None]) -> list[str]:
    """Return, of a process of its own after *change*: who it is, its groups, and what of root's it may still do."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        change()
        said = [str(0 in os.getresuid()), str(os.getgroups() == os.getgrouplist("nobody", os.getgid()))]
        for attempt in (lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0), lambda: os.setuid(0), give_up):
            try:
                attempt()
                said.append("allowed")
            except PermissionError:
                said.append("refused")
        os.write(writer, "\n".join(said).encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(pid, 0)
    with os.fdopen(reader) as file:
        return file.read().split("\n")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_nothing_of_root_is_left() -> None:
    """No packet socket, no way back, no group."""
    assert attempts(lambda: become("nobody")) == ["False", "True", "refused", "refused", "allowed"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_packet_sockets_can_be_kept_and_nothing_else() -> None:
    """For the process that has to open new ones; those that it starts give that up too."""
    assert attempts(lambda: become("nobody", reopen=True)) == ["False", "True", "allowed", "refused", "allowed"]

    def both() -> None:
        become("nobody", reopen=True)
        give_up()

    assert attempts(both) == ["False", "True", "refused", "refused", "allowed"]

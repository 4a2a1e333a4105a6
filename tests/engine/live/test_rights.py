"""Rights that are given up are gone."""

import os
import socket

import pytest

from sensor.capture import InputError
from sensor.engine.live.rights import become


def test_a_user_that_there_is_not_is_named() -> None:
    """Before anything is given up."""
    with pytest.raises(InputError, match="there is no user 'nosuchuser'"):
        become("nosuchuser")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has rights to give up")
def test_nothing_of_root_is_left() -> None:
    """No packet socket, no way back, no group; in a process of its own."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        become("nobody")
        said = [str(os.getresuid()), str(os.getgroups() == os.getgrouplist("nobody", os.getgid()))]
        for attempt in (lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0), lambda: os.setuid(0)):
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
        ids, groups, *attempts = file.read().split("\n")
    assert "0" not in ids.strip("()").split(", ")
    assert (groups, attempts) == ("True", ["refused", "refused"])

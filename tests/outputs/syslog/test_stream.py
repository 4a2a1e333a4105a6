"""A connection that never waits."""

import socket

import pytest
from outputs.syslog.receivers import TcpServer, highest, until

from sensor.outputs.syslog import stream
from sensor.outputs.syslog.stream import CONNECT_SECONDS, SECOND, STALL_SECONDS, Stream


def connected(server: TcpServer) -> Stream:
    """Return a connection to *server*, ready."""
    found = Stream(socket.AF_INET, ("127.0.0.1", server.port), None, "", 0)
    until(lambda: server.accept() or server.connection)

    def ready() -> bool:
        found.step(0)
        return found.ready

    until(ready)
    return found


def test_what_was_acknowledged_arrived() -> None:
    """Letter by letter."""
    server = TcpServer()
    one = connected(server)
    assert one.room
    one.give(7, b"5 seven")
    one.give(8, b"5 eight")
    one.step(0)
    until(lambda: server.read() == [b"seven", b"eight"])
    found: list[int] = []
    until(lambda: highest(found, one.arrived(0)) == 8)
    assert one.arrived(0) == 0
    one.close()
    server.close()


def test_a_reader_that_hangs_fills_the_connection_and_is_given_up() -> None:
    """What lies in our own queue has not arrived, and does not grow without end."""
    server = TcpServer(buffer=4096)
    one = connected(server)
    message = b"65536 " + 65_536 * b"x"
    number = 0
    while one.room:
        number += 1
        one.give(number, message)
        one.step(SECOND)
        assert number < 1000
    assert one.arrived(SECOND) < number
    one.step(SECOND)
    with pytest.raises(TimeoutError, match="takes nothing"):
        one.step((STALL_SECONDS + 2) * SECOND)
    server.close()
    one.close()


def test_a_slow_reader_is_waited_for() -> None:
    """As long as it takes something now and then."""
    server = TcpServer(buffer=4096)
    one = connected(server)
    now, number = 0, 0
    while one.room:
        number += 1
        one.give(number, b"65536 " + 65_536 * b"x")
    found = [0]
    for _ in range(3000):
        now += STALL_SECONDS * SECOND // 2
        one.step(now)
        found.append(one.arrived(now))
        server.read()
        if max(found) == number:
            break

    def done() -> bool:
        one.step(now)
        server.read()
        return highest(found, one.arrived(now)) == number

    until(done)
    assert len(server.read()) == number
    server.close()
    one.close()


def test_a_receiver_that_closes_is_noticed_without_anything_to_send() -> None:
    """So that the next alert does not go into the void."""
    server = TcpServer()
    one = connected(server)
    server.drop()

    def noticed() -> bool:
        try:
            one.step(0)
        except ConnectionResetError:
            return True
        return False

    until(noticed)
    server.close()
    one.close()


def test_nobody_listens() -> None:
    """The error is the system's."""
    server = TcpServer()
    server.close()

    one = Stream(socket.AF_INET, ("127.0.0.1", server.port), None, "", 0)

    def refused() -> bool:
        try:
            one.step(0)
        except ConnectionRefusedError:
            return True
        return False

    until(refused)
    one.close()


def test_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    """A black hole is given up after some seconds."""
    monkeypatch.setattr(stream.Stream, "_shake", lambda _: None)
    server = TcpServer()
    one = Stream(socket.AF_INET, ("127.0.0.1", server.port), None, "", 0)
    one.step(CONNECT_SECONDS * SECOND)
    assert not one.room
    with pytest.raises(TimeoutError, match="does not answer"):
        one.step(CONNECT_SECONDS * SECOND + 1)
    server.close()
    one.close()

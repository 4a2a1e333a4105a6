"""Letters to a receiver that may be down, slow or somebody else."""

import socket
import ssl
import threading
from pathlib import Path

import pytest
from outputs.syslog.receivers import TcpServer, certificate, highest, receiver, until
from outputs.syslog.test_message import alert

from sensor.outputs.syslog.sender import DATAGRAM_WAIT, SECOND, Sender

LINE = alert()


def sender(url: str, **more: str) -> Sender:
    """Return a sender to *url*."""
    return Sender(receiver(url, **more), "tap-hq", 77)


def ids(messages: list[bytes]) -> list[bytes]:
    """Return the ids of alerts in *messages*."""
    return [message.partition(b'alert_id="')[2].partition(b'"')[0] for message in messages]


def give(one: Sender, *letters: int) -> None:
    """Give letters whose alert has their number."""
    for letter in letters:
        assert one.give(letter, alert(alert_id=(str(letter),)))


def test_letters_arrive_over_tcp() -> None:
    """Each once, in order."""
    server = TcpServer()
    one = sender(server.url)
    until(lambda: one.step(0) or server.accept() or one.room)
    give(one, 1, 2)
    assert one.taken == 2
    found: list[int] = []
    until(lambda: highest(found, one.step(0)) == 2 or server.accept())
    until(lambda: len(server.read()) == 2)
    assert ids(server.read()) == [b"1", b"2"]
    assert one.trouble == ""
    one.close()
    server.close()


def test_a_receiver_that_is_down_is_tried_again_with_pauses() -> None:
    """1, 2, 4 … seconds; nothing is taken meanwhile."""
    server = TcpServer()
    port = server.port
    server.close()
    one = sender(f"tcp://127.0.0.1:{port}")
    now, attempts = 0, []
    while now < 70 * SECOND:
        before = one.breaks
        until(lambda: one.step(now) or one._connection is None)  # noqa: B023 - called at once
        if one.breaks > before:
            attempts.append(now // SECOND)
        now += SECOND
    assert attempts == [0, 1, 3, 7, 15, 31, 63]
    assert not one.room
    assert "refused" in one.trouble
    server = TcpServer(port)
    now += 60 * SECOND
    until(lambda: one.step(now) or server.accept() or one.room)
    assert one.trouble == ""
    one.close()
    server.close()


def test_what_did_not_arrive_before_a_break_is_to_be_given_again() -> None:
    """Nothing counts as taken any more."""
    server = TcpServer()
    one = sender(server.url)
    until(lambda: one.step(0) or server.accept() or one.room)
    server.drop()
    give(one, 1)
    until(lambda: one.step(0) or not one.room)
    assert one.taken == 0
    until(lambda: one.step(10 * SECOND) or server.accept() or one.room)
    give(one, 1)
    until(lambda: one.step(10 * SECOND) == 1 or server.accept())
    until(lambda: ids(server.read()) == [b"1"])
    one.close()
    server.close()


def test_what_a_receiver_took_before_it_hung_up_is_not_sent_again() -> None:
    """It was acknowledged; the break is noticed in the same moment."""
    server = TcpServer()
    one = sender(server.url)
    until(lambda: one.step(0) or server.accept() or one.room)
    give(one, 1)
    connection = one._connection
    assert connection is not None
    connection.step(0)
    until(lambda: ids(server.read()) == [b"1"])
    assert server.connection is not None
    server.connection.close()
    server.connection = None
    found: list[int] = []
    until(lambda: highest(found, one.step(0)) == 1 and one.breaks == 1)
    one.close()
    server.close()


def test_datagrams() -> None:
    """Taken as arrived when nobody said no in time."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    one = sender(f"udp://127.0.0.1:{server.getsockname()[1]}")
    one.step(0)
    give(one, 1, 2)
    assert one.step(DATAGRAM_WAIT - 1) == 0
    assert one.step(DATAGRAM_WAIT) == 2
    assert ids([server.recv(9000), server.recv(9000)]) == [b"1", b"2"]
    one.close()
    server.close()


def test_datagrams_that_nobody_takes_are_kept() -> None:
    """The machine says so, and they are sent again."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    port = server.getsockname()[1]
    server.close()
    one = sender(f"udp://127.0.0.1:{port}")
    one.step(0)
    give(one, 1)
    until(lambda: one.step(0) or not one.taken)
    assert "refused" in one.trouble or "nobody listens" in one.trouble
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", port))
    one.step(10 * SECOND)
    give(one, 1)
    assert one.step(12 * SECOND) == 1
    assert one.trouble == ""
    assert ids([server.recv(9000)]) == [b"1"]
    one.close()
    server.close()


def serve_tls(server: TcpServer, cert: str, key: str, got: list[bytes]) -> None:
    """Take one TLS connection and one message."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.listener.setblocking(True)
    server.listener.settimeout(10)
    try:
        connection = context.wrap_socket(server.listener.accept()[0], server_side=True)
        got.append(connection.recv(65_536))
        connection.close()
    except OSError as error:
        got.append(str(error).encode())


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_checks_the_receiver(tmp_path: Path, trusted: bool) -> None:
    """A receiver that cannot prove who it is gets nothing."""
    cert, key = certificate(tmp_path)
    server = TcpServer()
    got: list[bytes] = []
    thread = threading.Thread(target=serve_tls, args=(server, cert, key, got))
    thread.start()
    one = sender(server.url.replace("tcp", "tls"), **({"ca": cert} if trusted else {}))
    found: list[int] = [0]
    if trusted:
        until(lambda: one.step(0) or one.room)
        give(one, 1)
        until(lambda: highest(found, one.step(0)) == 1)
    else:
        until(lambda: one.step(0) or one.breaks)
        assert "certificate is not accepted" in one.trouble
    thread.join()
    assert (ids(got) == [b"1"]) == trusted
    one.close()
    server.close()


def test_a_name_that_leads_nowhere_is_trouble() -> None:
    """And no exception; it is looked up again when somebody asks to."""
    one = sender("tcp://receiver.invalid")
    assert one.trouble.startswith("receiver.invalid: ")
    assert one.step(0) == 0
    one.close()

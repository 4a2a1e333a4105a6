"""Counters for Prometheus."""

import contextlib
import socket
from collections.abc import Sequence

import pytest

pytest.importorskip("prometheus_client", reason="prometheus-client is an extra")

from outputs.syslog.receivers import until
from prometheus_client.parser import text_string_to_metric_families

from sensor.outputs import metrics
from sensor.outputs.metrics import MAX_CONNECTIONS, MAX_REQUEST, PATIENCE, Metric, MetricsServer, exposition

TAP = (("interface", 'e"th\n0'), ("worker", "1"))
METRICS = [
    Metric("read_frames", "Frames", {TAP: 7}),
    Metric("tap_up", "Up", {TAP: 1}, gauge=True),
    Metric("matches", "Sightings", {(): 3}),
    Metric("blind", "Nothing so far", {}),
]


def ask(server: MetricsServer, request: bytes, now: int = 0) -> bytes:
    """Return the answer to *request*."""
    client = socket.create_connection(("127.0.0.1", server.port))
    client.sendall(request)
    client.setblocking(False)
    got = bytearray()

    def over() -> bool:
        server.step(now, lambda: METRICS)
        with contextlib.suppress(BlockingIOError):
            more = client.recv(65_536)
            got.extend(more)
            return not more
        return False

    until(over)
    client.close()
    return bytes(got)


@pytest.fixture
def server() -> object:
    """Return one on a free port."""
    made = MetricsServer("127.0.0.1", 0)
    yield made
    made.close()


def test_prometheus_reads_it() -> None:
    """With its own parser."""
    families = {family.name: family for family in text_string_to_metric_families(exposition(METRICS).decode())}
    assert families["vestige_read_frames"].samples[0].labels == dict(TAP)
    assert families["vestige_read_frames"].samples[0].value == 7
    assert families["vestige_tap_up"].type == "gauge"
    assert families["vestige_matches"].samples[0].value == 3


@pytest.mark.parametrize(
    ("request_", "status"),
    [(b"GET /metrics HTTP/1.1\r\n\r\n", b"200"), (b"HEAD /metrics?x HTTP/1.1\r\n\r\n", b"200"), (b"GET / HTTP/1.1\r\n\r\n", b"404"),
     (b"POST /metrics HTTP/1.1\r\n\r\n", b"405"), (b"\r\n\r\n", b"405")],
)  # fmt: skip
def test_it_answers_one_path(server: MetricsServer, request_: bytes, status: bytes) -> None:
    """And says what else there is."""
    answer = ask(server, request_)
    assert answer.split(b" ")[1] == status
    assert (b"vestige_read_frames" in answer) == request_.startswith(b"GET /metrics")


def test_who_asks_too_much_or_nothing_is_let_go(server: MetricsServer) -> None:
    """Nobody holds a place for ever."""
    assert ask(server, b"x" * MAX_REQUEST) == b""
    silent = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(MAX_CONNECTIONS + 3)]
    server.step(0, lambda: METRICS)
    assert len(server._requests) == MAX_CONNECTIONS
    assert b"200 OK" in ask(server, b"GET /metrics HTTP/1.1\r\n\r\n", PATIENCE)
    for one in silent:
        one.close()


def test_a_port_that_is_taken(server: MetricsServer) -> None:
    """Is an error of the system."""
    with pytest.raises(OSError, match="in use"):
        MetricsServer("127.0.0.1", server.port)


def test_nothing_is_made_before_somebody_asks(server: MetricsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The text costs more than a look at the socket."""
    monkeypatch.setattr(metrics, "exposition", None)

    def never() -> Sequence[Metric]:
        raise AssertionError

    server.step(0, never)

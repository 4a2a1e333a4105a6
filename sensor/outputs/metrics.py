"""Counters for Prometheus: what ``stats`` and ``sensor`` events tell, in its text format.

The server is one socket that is looked at in passing: no thread, no waiting, a few connections at a time.
"""

import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST

SECOND = 1_000_000_000
MAX_CONNECTIONS = 8
"""At once; one Prometheus has one."""
MAX_REQUEST = 8192
"""Bytes of a request that are read; a scrape has some hundred."""
PATIENCE = 5 * SECOND
"""For one request and its answer."""

Labels = tuple[tuple[str, str], ...]


class Metric(NamedTuple):
    """One family."""

    name: str
    help: str
    values: Mapping[Labels, float]
    gauge: bool = False


def exposition(metrics: Sequence[Metric]) -> bytes:
    """Return *metrics* as Prometheus reads them."""
    registry = CollectorRegistry(auto_describe=False)

    class Collector:
        """Hands them over."""

        def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
            """Yield each family."""
            for metric in metrics:
                names = [name for name, _ in next(iter(metric.values), ())]
                kind = GaugeMetricFamily if metric.gauge else CounterMetricFamily
                family = kind(f"vestige_{metric.name}", metric.help, labels=names)
                for labels, value in metric.values.items():
                    family.add_metric([text for _, text in labels], value)
                yield family

    registry.register(Collector())
    return generate_latest(registry)


class Request:
    """One connection."""

    def __init__(self, connection: socket.socket, until: int) -> None:
        self.connection = connection
        self.until = until
        self.asked = b""
        self.answer = b""

    def step(self, answer: Callable[[], bytes]) -> bool:
        """Go on; false when it is over."""
        if not self.answer:
            more = self.connection.recv(MAX_REQUEST)
            self.asked += more
            if b"\r\n\r\n" not in self.asked:
                return bool(more) and len(self.asked) < MAX_REQUEST
            self.answer = respond(self.asked, answer)
        sent = self.connection.send(self.answer)
        self.answer = self.answer[sent:]
        return bool(self.answer)


class MetricsServer:
    """Answers at *host* and *port*; OSError when that is taken."""

    def __init__(self, host: str, port: int) -> None:
        self._listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._requests: list[Request] = []
        try:
            self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._listener.bind((host, port))
            self._listener.listen()
            self._listener.setblocking(False)
        except OSError:
            self._listener.close()
            raise
        self.port: int = self._listener.getsockname()[1]

    def step(self, now: int, metrics: Callable[[], Sequence[Metric]]) -> None:
        """Take and answer what is there."""
        while len(self._requests) < MAX_CONNECTIONS:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                break
            connection.setblocking(False)
            self._requests.append(Request(connection, now + PATIENCE))
        self._requests = [one for one in self._requests if self._goes_on(one, now, metrics)]

    def _goes_on(self, request: Request, now: int, metrics: Callable[[], Sequence[Metric]]) -> bool:
        alive = now < request.until
        if alive:
            try:
                alive = request.step(lambda: exposition(metrics()))
            except BlockingIOError:
                return True
            except OSError:
                alive = False
        if not alive:
            with contextlib.suppress(OSError):
                request.connection.shutdown(socket.SHUT_WR)
            request.connection.close()
        return alive

    def close(self) -> None:
        """Stop."""
        for request in self._requests:
            request.connection.close()
        self._listener.close()


def respond(asked: bytes, answer: Callable[[], bytes]) -> bytes:
    """Return the response to a request (RFC 9112 section 4)."""
    method, _, rest = asked.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    status, body, kind = "200 OK", b"", CONTENT_TYPE_LATEST
    if method not in (b"GET", b"HEAD"):
        status, kind = "405 Method Not Allowed", "text/plain"
    elif path != b"/metrics":
        status, body, kind = "404 Not Found", b"see /metrics\n", "text/plain"
    else:
        body = answer()
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    return head.encode() + (b"" if method == b"HEAD" else body)

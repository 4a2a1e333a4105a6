"""No condition is so wide that it says nothing: huge networks, patterns for everything, much weight on a port or a few bytes."""

import ipaddress
from collections.abc import Iterator

from sensor.model.signature import HttpCondition, ServerCondition, SignatureSet
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.problems import Problem, Severity

NAME = "broad-conditions"
WIDEST = {4: 8, 6: 20}
"""Shortest prefix of a public network by IP version: no holder announces a larger one."""
PORT_ALONE = 0.3
"""Most weight for a port without a public network: anything can listen anywhere."""
FEW_BYTES = 4
"""Fewer bytes than these in all are met by chance, at a port that is not somebody's own all the more."""
EVERYTHING = ("*", "/*", "re:^", "re:^.*$", "re:^.*", "re:^/", "re:^/.*", "re:^/.*$")


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield problems of server and http conditions."""
    for signature in signatures.signatures:
        for indicator in signature.any:
            at = indicator.at or signature.at
            if indicator.server is not None:
                for message, severity in _of_server(indicator.server, signature.weight):
                    yield problem(NAME, at, message, severity=severity)
            if indicator.http is not None:
                for message in _of_http(indicator.http):
                    yield problem(NAME, at, message)


def _of_server(server: ServerCondition, weight: float) -> Iterator[tuple[str, Severity]]:
    networks = [ipaddress.ip_network(text) for text in server.network]
    for network in networks:
        if network.prefixlen < WIDEST[network.version] and not network.is_private:
            yield f"network {network} is too wide to name anybody", Severity.ERROR
        if network.is_private and not server.port and not server.payload:
            yield f"network {network} is everybody's: a port is wanted with it", Severity.ERROR
    size = sum(len(part.data) // 2 for part in server.payload)
    if weight > PORT_ALONE and size < FEW_BYTES and all(network.is_private for network in networks):
        what = f"a port with {size} bytes" if size else "a port alone"
        yield f"{what} does not carry a weight above {PORT_ALONE}", Severity.WARNING


def _of_http(http: HttpCondition) -> Iterator[str]:
    for key, value in (("path", http.path), ("user_agent", http.user_agent)):
        if value in EVERYTHING:
            yield f"http: {key} {value!r} holds for everything"
    if http.host is None and http.host_suffix is None and http.path is None and http.user_agent is None:
        yield "http: a method alone holds for everything"

"""What can never match: an author meant something else, and nobody would notice that it is silent."""

import ipaddress
from collections.abc import Iterable, Iterator

from sensor.model.signature import HttpCondition, Indicator, ServerCondition, Signature, SignatureSet, TlsCondition
from sensor.signatures.checks.context import Context, problem
from sensor.signatures.names import covers, expand, fixed_labels, is_glob, is_regex
from sensor.signatures.patterns import compile_pattern, request_path
from sensor.signatures.problems import Problem, Severity
from sensor.signatures.reach import pattern_reaches
from sensor.signatures.regex import host_anchor

NAME = "dead"
DTLS = "d"
"""First letter of a JA4 fingerprint of DTLS, which is not read."""


def check(signatures: SignatureSet, _context: Context) -> Iterator[Problem]:
    """Yield a warning for each value, condition and exception without any effect."""
    for signature in signatures.signatures:
        yield from (_problem(signature, None, message) for message in _repeated(signature))
        for indicator in signature.any:
            yield from (_problem(signature, indicator, message) for message in _of_indicator(indicator))


def _problem(signature: Signature, indicator: Indicator | None, message: str) -> Problem:
    at = (indicator and indicator.at) or signature.at
    return problem(NAME, at, message, severity=Severity.WARNING)


def _of_indicator(indicator: Indicator) -> Iterator[str]:
    yield from _excepted(indicator)
    yield from _idle_exceptions(indicator)
    if indicator.http is not None:
        yield from _of_http(indicator.http)
    if indicator.server is not None:
        yield from _of_server(indicator.server)
    if indicator.tls is not None:
        yield from _of_tls(indicator.tls)


def _excepted(indicator: Indicator) -> Iterator[str]:
    """Yield the values that an exception of the same indicator takes away whole."""
    for value in (*indicator.host, *indicator.suffix):
        for excluded in indicator.excluding:
            if all(covers(excluded, end) for end in _ends(value)):
                yield f"{value} never matches: except {excluded} takes all of it away"


def _idle_exceptions(indicator: Indicator) -> Iterator[str]:
    """Yield the exceptions that no value would match without them."""
    for excluded in indicator.excluding:
        used = any(covers(suffix, excluded) or covers(excluded, suffix) for suffix in indicator.suffix) or any(
            pattern_reaches(pattern, excluded) or any(covers(excluded, end) for end in _ends(pattern))
            for pattern in indicator.host
        )
        below = any(covers(end, excluded) for pattern in indicator.host if _is_open(pattern) for end in _ends(pattern))
        if not used and not below:
            yield f"except {excluded} takes nothing away: no value of the indicator covers it"


def _ends(pattern: str) -> Iterable[str]:
    """Return the names that *pattern* stands for, of each what is fixed at its right end."""
    if is_regex(pattern):
        return [host_anchor(pattern)]
    return [fixed_labels(name) if is_glob(name) else name for name in expand(pattern)]


def _is_open(pattern: str) -> bool:
    """True for a pattern with wildcards, whose names cannot be listed."""
    return is_regex(pattern) or is_glob(pattern)


def _of_http(http: HttpCondition) -> Iterator[str]:
    path = http.path
    if path is None:
        return
    if not is_regex(path) and "#" in path:
        yield f"http: path {path!r} never matches, a request has no fragment"
    if not is_regex(path) and "=" in path.partition("?")[2]:
        yield f"http: path {path!r} never matches, the path is compared without its query"
    connects = (http.method or "").upper() == "CONNECT"
    if connects and not compile_pattern(path).match(request_path("host.example:443")):
        yield f"http: path {path!r} never matches, a CONNECT has none"


def _of_server(server: ServerCondition) -> Iterator[str]:
    groups = [network for network in server.network if ipaddress.ip_network(network).is_multicast]
    if server.network and len(groups) == len(server.network) and (server.proto == "tcp" or server.sender == "server"):
        what = "speaks TCP" if server.proto == "tcp" else "sends anything"
        yield f"server: {', '.join(groups)} is multicast: nobody there {what}"
    known: dict[int, str] = {}
    for part in server.payload:
        first, last = part.at
        if first != last:
            continue
        for offset, byte in enumerate((part.data[at : at + 2] for at in range(0, len(part.data), 2)), first):
            if known.setdefault(offset, byte) != byte:
                yield f"server: two payload conditions want different bytes at {offset}"
                return


def _of_tls(tls: TlsCondition) -> Iterator[str]:
    yield from (f"tls: ja4 {one} never matches, DTLS is not read" for one in tls.ja4 if one.startswith(DTLS))


def _repeated(signature: Signature) -> Iterator[str]:
    """Yield the values that stand twice in a signature without further conditions."""
    seen: set[str] = set()
    for indicator in signature.any:
        if indicator.fields or indicator.port:
            continue
        for value in (*indicator.host, *indicator.mac):
            if value in seen:
                yield f"{value} stands twice in {signature.id}: the second never counts"
            seen.add(value)

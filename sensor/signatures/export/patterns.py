"""STIX patterns (STIX 2.1 section 9): conditions of a signature as expressions over objects of network traffic."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

import msgspec

from sensor.model.signature import HttpCondition, Indicator, ServerCondition
from sensor.signatures.export.expressions import path_expression, text_expression
from sensor.signatures.export.names import Kind, Name, names_of, names_of_http
from sensor.signatures.export.plain import plain_server
from sensor.signatures.names import is_glob, is_regex

T = TypeVar("T")

DOMAIN = "domain-name:value"
SERVER = "network-traffic:dst_ref.value"
PORT = "network-traffic:dst_port"
REQUEST = "network-traffic:extensions.'http-request-ext'"
NAMES = 20
"""Values in one observation expression: the parser of stix2 calls itself for each, and ends at Python's limit."""


def patterns_of(indicator: Indicator) -> list[str]:
    """Return the observation expressions of an indicator; none for a condition that has no counterpart."""
    if (server := plain_server(indicator)) is not None:
        parts = batched(server.network) or [()]
        return [f"[{_of_server(msgspec.structs.replace(server, network=tuple(part)))}]" for part in parts]
    if indicator.http is not None:
        return [f"[{_of_request(indicator.http)}]"]
    if indicator.mac:
        return [f"[{any_of(map(_of_block, part))}]" for part in batched(indicator.mac)]
    names = names_of(indicator)
    place = SERVER if indicator.port else DOMAIN
    ports = _of_ports(indicator.port)
    return [f"[{all_of([any_of(_of_name(place, name) for name in part), ports])}]" for part in batched(names)]


def batched(values: Sequence[T]) -> list[Sequence[T]]:
    """Return *values* in parts of `NAMES`."""
    return [values[start : start + NAMES] for start in range(0, len(values), NAMES)]


def any_of(terms: Iterable[str]) -> str:
    """Return the terms joined by OR, in parentheses where there are several."""
    every = [term for term in terms if term]
    return every[0] if len(every) == 1 else f"({' OR '.join(every)})" if every else ""


def all_of(terms: Iterable[str]) -> str:
    """Return the terms joined by AND; empty ones are left out."""
    return " AND ".join(term for term in terms if term)


def quoted(text: str) -> str:
    """Return a string literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _of_name(place: str, name: Name) -> str:
    if name.kind is Kind.WHOLE:
        return f"{place} = {quoted(name.text)}"
    if name.kind is Kind.PATTERN:
        wanted = f"{place} MATCHES {quoted(f'^{name.body}$')}"
    else:
        wanted = f"({place} = {quoted(name.text)} OR {place} LIKE {quoted(like_below(name.text))})"
    excepted = [f"{place} != {quoted(one)} AND {place} NOT LIKE {quoted(like_below(one))}" for one in name.excluding]
    return f"({all_of([wanted, *excepted])})" if excepted else wanted


def like_below(name: str) -> str:
    """Return the LIKE pattern of what lies below *name*; an underscore there stands for any character, and takes itself in."""
    return f"%.{name}"


def _of_request(http: HttpCondition) -> str:
    host = any_of(_of_name(f"{REQUEST}.request_header.Host", name) for name in names_of_http(http))
    path = http.path and f"{REQUEST}.request_value MATCHES {quoted(path_expression(http.path))}"
    agent = http.user_agent and _text(f"{REQUEST}.request_header.'User-Agent'", http.user_agent)
    method = http.method and _text(f"{REQUEST}.request_method", http.method.lower())
    return all_of([host, path or "", agent or "", method or ""])


def _text(place: str, pattern: str) -> str:
    if not is_glob(pattern) and not is_regex(pattern):
        return f"{place} = {quoted(pattern)}"
    return f"{place} MATCHES {quoted(('(?i)' if is_regex(pattern) else '') + text_expression(pattern))}"


def _of_server(server: ServerCondition) -> str:
    networks = any_of(f"{SERVER} ISSUBSET {quoted(network)}" for network in server.network)
    proto = f"network-traffic:protocols[*] = {quoted(server.proto)}" if server.proto else ""
    return all_of([networks, _of_ports(server.port), proto])


def _of_block(block: str) -> str:
    """Return the pattern of a block of hardware addresses, whose first digits *block* is."""
    pairs = ":".join(block[start : start + 2] for start in range(0, len(block), 2))
    return f"mac-addr:value {'LIKE' if len(block) < 12 else '='} {quoted(pairs + ('%' if len(block) < 12 else ''))}"


def _of_ports(ports: tuple[tuple[int, int], ...]) -> str:
    return any_of(
        f"{PORT} = {low}" if low == high else f"({PORT} >= {low} AND {PORT} <= {high})" for low, high in ports
    )

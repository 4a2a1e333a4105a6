"""Sigma rules (https://sigmahq.io/sigma-specification/): for each signature one a log source, as documents of one file.

Names: DNS logs (``query``), proxy logs (``cs-host``) and Zeek's ssl.log (``server_name``, ``id.resp_p``). Requests: proxy logs.
Servers: firewall logs (``dst_ip``, ``dst_port``).
"""

import uuid
from collections.abc import Iterator
from typing import Any

import yaml

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator, ServerCondition, Signature, SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head, one_line
from sensor.signatures.export.expressions import text_expression
from sensor.signatures.export.grades import level
from sensor.signatures.export.names import Kind, Name, fields_of, names_of, names_of_http
from sensor.signatures.export.plain import NOT_A_NAME, describe, has_names, plain_server, server_text
from sensor.signatures.names import is_glob, is_regex

NAMESPACE = uuid.UUID("0b0f4d3a-6a55-5c7e-9b55-2f0a54f7c8a1")
"""Rules keep their ids from one export to the next: version 5 of this and the signature's id (RFC 9562 section 5.5)."""
MAX_TITLE = 256
"""Characters of a title (Sigma specification, rules)."""
PROTOCOL = "a firewall's log source has no agreed field for the protocol"
NO_SOURCE = "no agreed log source holds this field"
PORT = "of a name on certain ports only the TLS logs know the port"
SOURCES: dict[str, tuple[dict[str, str], str, frozenset[str]]] = {
    "dns": ({"category": "dns"}, "query", frozenset({fields.DNS_QUERY})),
    "proxy": ({"category": "proxy"}, "cs-host", frozenset({fields.HTTP_HOST, fields.HTTP_CONNECT})),
    "tls": ({"product": "zeek", "service": "ssl"}, "server_name", frozenset({fields.TLS_SNI, fields.QUIC_SNI})),
    "firewall": ({"category": "firewall"}, "dst_ip", frozenset()),
}
"""Log source, its field of names, and the fields of ours that it holds."""

Selection = list[dict[str, Any]]


class _Dumper(yaml.SafeDumper):
    """Writes every value out: readers of Sigma rules expect no anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - PyYAML's signature
        return True


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return the rules."""
    notes = Notes()
    rules = [rule for signature in found.signatures for rule in _rules(signature, notes)]
    text = yaml.dump_all(rules, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120, explicit_start=True)
    return notes.exported(head(found, notes, settings) + text)


def _rules(signature: Signature, notes: Notes) -> Iterator[dict[str, Any]]:
    selections: dict[str, list[tuple[Selection, Selection]]] = {}
    for indicator in signature.any:
        for source, wanted, excepted in _selections(signature, indicator, notes):
            selections.setdefault(source, []).append((wanted, excepted))
    for source, pairs in selections.items():
        notes.carry(signature)
        yield _rule(signature, source, pairs)


def _rule(signature: Signature, source: str, pairs: list[tuple[Selection, Selection]]) -> dict[str, Any]:
    detection: dict[str, Any] = {}
    conditions = []
    for number, (wanted, excepted) in enumerate(pairs):
        detection[f"wanted_{number}"] = wanted
        if excepted:
            detection[f"excepted_{number}"] = excepted
        conditions.append(f"(wanted_{number} and not excepted_{number})" if excepted else f"wanted_{number}")
    detection["condition"] = " or ".join(conditions)
    rule = {
        "title": one_line(f"{signature.vendor} {signature.product}: {signature.title} ({source})")[:MAX_TITLE],
        "id": str(uuid.uuid5(NAMESPACE, f"{signature.id}/{source}")),
        "status": "stable" if signature.verified else "experimental",
        "description": f"Activity {signature.activity}, shows {signature.shows}, weight {signature.weight:g}.",
        "references": list(signature.references),
        "author": "Vestige",
        "date": signature.verified,
        "logsource": SOURCES[source][0],
        "detection": detection,
        "falsepositives": list(signature.false_positives),
        "level": level(signature),
        "custom": {"vestige": {"signature": signature.id, "sid": signature.sid}},
    }
    return {key: value for key, value in rule.items() if value not in ("", [])}


def _selections(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[tuple[str, Selection, Selection]]:
    if (server := plain_server(indicator)) is not None:
        if server.proto:
            notes.more(signature, server_text(server), PROTOCOL)
        yield "firewall", _of_server(server), []
    elif indicator.http is not None:
        yield "proxy", _of_request(indicator.http), []
    elif has_names(indicator):
        yield from _of_names(signature, indicator, notes)
    else:
        notes.left_out(signature, describe(indicator), NOT_A_NAME)


def _of_names(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[tuple[str, Selection, Selection]]:
    names = names_of(indicator)
    excluded = [Name(Kind.BELOW, one) for one in dict.fromkeys(one for name in names for one in name.excluding)]
    held = False
    for source, (_log, field, holds) in SOURCES.items():
        if not holds.intersection(fields_of(indicator)) or (indicator.port and source != "tls"):
            continue
        held = True
        ports = _ports("id.resp_p", indicator.port)
        yield source, [one | port for one in _compared(field, names) for port in ports], _compared(field, excluded)
    if indicator.port and held:
        notes.less(signature, describe(indicator), PORT)
    elif not held:
        notes.left_out(signature, describe(indicator), NO_SOURCE)


def _compared(field: str, names: list[Name]) -> Selection:
    """Return the alternatives for *names* in *field*."""
    whole = [name.text for name in names if name.kind is not Kind.PATTERN]
    below = [f".{name.text}" for name in names if name.kind is Kind.BELOW]
    patterns = [f"^{name.body}$" for name in names if name.kind is Kind.PATTERN]
    found = [{field: whole}, {f"{field}|endswith": below}, {f"{field}|re|i": patterns}]
    return [one for one in found if next(iter(one.values()))]


def _of_request(http: HttpCondition) -> Selection:
    rest = {}
    for field, pattern in (("c-uri-stem", http.path), ("c-useragent", http.user_agent), ("cs-method", http.method)):
        if pattern is not None:
            rest.update(_text(field, pattern))
    return [one | rest for one in _compared("cs-host", names_of_http(http)) or [{}]]


def _text(field: str, pattern: str) -> dict[str, str]:
    if is_regex(pattern):
        return {f"{field}|re|i": text_expression(pattern)}
    return {f"{field}|re": text_expression(pattern)} if is_glob(pattern) else {field: pattern}


def _of_server(server: ServerCondition) -> Selection:
    networks: dict[str, Any] = {"dst_ip|cidr": list(server.network)} if server.network else {}
    return [networks | port for port in _ports("dst_port", server.port)]


def _ports(field: str, ports: tuple[tuple[int, int], ...]) -> Selection:
    """Return the alternatives for *ports*: one without condition when there are none."""
    single = [low for low, high in ports if low == high]
    ranges: Selection = [{f"{field}|gte": low, f"{field}|lte": high} for low, high in ports if low != high]
    return [*([{field: single}] if single else []), *ranges] or [{}]

"""A file for Zeek's Intelligence Framework (https://docs.zeek.org/en/current/frameworks/intel.html).

Columns are divided by single tabs and ``-`` is an empty one. Zeek compares whole values: a name is a domain, a network a
subnet, an HTTP condition a URL or a User-Agent where it is written without patterns.
"""

import ipaddress
from collections.abc import Iterator

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator, ServerCondition, Signature, SignatureSet
from sensor.signatures.export.exported import Exported, Notes, Settings, head, one_line
from sensor.signatures.export.grades import description
from sensor.signatures.export.names import Kind, names_of
from sensor.signatures.export.plain import NOT_A_NAME, PORTS, describe, has_names, http_text, plain_server, server_text
from sensor.signatures.names import is_glob, is_regex

COLUMNS = ("indicator", "indicator_type", "meta.source", "meta.desc", "meta.url")
SEEN = frozenset({fields.DNS_QUERY, fields.TLS_SNI, fields.TLS_CERT, fields.HTTP_HOST, fields.HTTP_CONNECT})
"""Fields that Zeek's own scripts hand to the framework (policy/frameworks/intel/seen)."""
BELOW = "Zeek compares whole names: of a suffix only the name itself, not what lies below it"
PATTERN = "Zeek's intelligence knows no patterns"
FIELDS = "only in fields that Zeek's scripts do not hand to the framework"
ONE_CONDITION = "an HTTP item is a URL or a User-Agent as it stands, with no further condition"
SERVER_PORTS = "an item is an address, without a port"

Item = tuple[str, str]
"""Value and type."""


def export(found: SignatureSet, settings: Settings) -> Exported:
    """Return an item for each whole name, network, URL and User-Agent."""
    notes = Notes()
    rows: dict[Item, Signature] = {}
    for signature in found.signatures:
        for indicator in signature.any:
            for item in _items(signature, indicator, notes):
                rows.setdefault(item, signature)
                notes.carry(signature)
    lines = ["\t".join(("#fields", *COLUMNS))]
    lines += ["\t".join(_cell(cell) for cell in (*item, "vestige", *_meta(one))) for item, one in rows.items()]
    return notes.exported("\n".join(lines) + "\n" + head(found, notes, settings))


def _meta(signature: Signature) -> tuple[str, str]:
    url = next((one for one in signature.references if one.isascii()), "-")
    return f"{signature.id}: {description(signature)}", url


def _cell(text: str) -> str:
    return " ".join(one_line(text).split()) or "-"


def _items(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[Item]:
    if indicator.http is not None:
        yield from _of_http(signature, indicator.http, notes)
    elif (server := plain_server(indicator)) is not None:
        yield from _of_server(signature, server, notes)
    elif not has_names(indicator):
        notes.left_out(signature, describe(indicator), NOT_A_NAME)
    elif indicator.port or (indicator.fields and not SEEN.intersection(indicator.fields)):
        notes.left_out(signature, describe(indicator), PORTS if indicator.port else FIELDS)
    else:
        yield from _of_names(signature, indicator, notes)


def _of_names(signature: Signature, indicator: Indicator, notes: Notes) -> Iterator[Item]:
    for name in names_of(indicator):
        if name.kind is Kind.PATTERN:
            notes.left_out(signature, name.text, PATTERN)
            continue
        if name.kind is Kind.BELOW:
            notes.less(signature, name.text, BELOW)
        yield name.text, "Intel::DOMAIN"


def _of_http(signature: Signature, http: HttpCondition, notes: Notes) -> Iterator[Item]:
    """Yield a URL for a host and path, or a User-Agent alone."""
    texts = [text for text in (http.host, http.path, http.user_agent) if text is not None]
    plain = not any(is_glob(text) or is_regex(text) for text in texts) and http.method is None
    if plain and http.host and http.path and http.user_agent is None:
        yield f"{http.host}{http.path}", "Intel::URL"
    elif plain and http.user_agent and len(texts) == 1 and http.host_suffix is None:
        yield http.user_agent, "Intel::SOFTWARE"
    else:
        notes.left_out(signature, http_text(http), ONE_CONDITION)


def _of_server(signature: Signature, server: ServerCondition, notes: Notes) -> Iterator[Item]:
    if server.port or server.proto:
        notes.left_out(signature, server_text(server), SERVER_PORTS)
        return
    for text in server.network:
        network = ipaddress.ip_network(text)
        if network.num_addresses == 1:
            yield str(network.network_address), "Intel::ADDR"
        else:
            yield str(network), "Intel::SUBNET"

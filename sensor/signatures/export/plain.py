"""Names without conditions: for formats that know a name and nothing around it."""

from collections.abc import Iterator

import msgspec

from sensor.model import fields
from sensor.model.signature import HttpCondition, Indicator, ServerCondition, Signature, SignatureSet
from sensor.signatures.export.exported import Notes
from sensor.signatures.export.grades import why_not_blocked
from sensor.signatures.export.names import Kind, Name, names_of

NOT_A_NAME = "this kind of condition has no counterpart"
MORE_THAN_A_NAME = (
    "paths, User-Agents and methods of requests are not seen, and the name alone would say more than is meant"
)
ADDRESSES = "addresses and ports of servers have no counterpart"
PORTS = "the port is not seen, and the name alone would say more than is meant"
OTHER_FIELDS = "only in fields that this format does not look at"


class Plain(msgspec.Struct, frozen=True):
    """One name of one signature."""

    signature: Signature
    name: Name


def plain_names(signature: Signature, notes: Notes, seen: frozenset[str], *, servers: bool = False) -> Iterator[Plain]:
    """Yield the names of *signature* that stand in one of the fields *seen* and need no port; note the rest.

    With *servers* the caller looks after the addresses of servers itself.
    """
    for indicator in signature.any:
        if servers and plain_server(indicator) is not None:
            continue
        why = _why_not(indicator, seen)
        if why:
            notes.left_out(signature, describe(indicator), why)
            continue
        for name in names_of(indicator):
            yield Plain(signature, name)


def blocked_names(found: SignatureSet, notes: Notes, everything: bool) -> list[Plain]:
    """Return the names that a blocking list takes; note the signatures that it leaves out, and why."""
    names: list[Plain] = []
    for signature in found.signatures:
        why = "" if everything else why_not_blocked(signature)
        if why:
            notes.left_out(signature, "", why)
            continue
        names += plain_names(signature, notes, frozenset({fields.DNS_QUERY}))
    return names


def exceptions(names: list[Plain]) -> list[str]:
    """Return the names that a suffix excepts and that none of *names* means otherwise: what a shared list may let through."""
    excepted = dict.fromkeys(one for plain in names if plain.name.kind is Kind.BELOW for one in plain.name.excluding)
    return [one for one in excepted if not any(plain.name.reaches(one) for plain in names)] if excepted else []


def has_names(indicator: Indicator) -> bool:
    """Tell whether an indicator is one of host names."""
    return bool(indicator.host or indicator.suffix)


def plain_server(indicator: Indicator) -> ServerCondition | None:
    """Return the condition of an indicator of addresses and ports alone, without bytes to look for."""
    return None if indicator.server is None or indicator.server.payload else indicator.server


def describe(indicator: Indicator) -> str:
    """Return what an indicator looks for, in one line."""
    if indicator.http is not None:
        return http_text(indicator.http)
    if indicator.server is not None:
        return server_text(indicator.server)
    if not has_names(indicator):
        return other_text(indicator)
    parts = [*indicator.host, *(f"suffix {suffix}" for suffix in indicator.suffix)]
    more = f" and {len(parts) - 3} more" if len(parts) > 3 else ""
    return ", ".join(parts[:3]) + more + (" port " + ports_text(indicator.port) if indicator.port else "")


def other_text(indicator: Indicator) -> str:
    """Return a condition on handshakes or devices in one line."""
    if indicator.tls is not None:
        tls = indicator.tls
        parts = [*(f"ja4 {one}" for one in tls.ja4[:3]), f"subject {tls.subject}" if tls.subject else ""]
        return " ".join(["tls", *filter(None, [*parts, f"issuer {tls.issuer}" if tls.issuer else ""])])
    if indicator.dhcp is not None:
        return f"dhcp vendor class {indicator.dhcp.vendor_class}"
    more = f" and {len(indicator.mac) - 3} more" if len(indicator.mac) > 3 else ""
    return f"mac {', '.join(indicator.mac[:3])}{more}" if indicator.mac else "a condition"


def http_text(http: HttpCondition) -> str:
    """Return an ``http`` condition in one line."""
    given = msgspec.structs.asdict(http)
    return " ".join(["http", *(f"{key} {value}" for key, value in given.items() if value is not None)])


def server_text(server: ServerCondition) -> str:
    """Return a ``server`` condition in one line."""
    networks = ", ".join(server.network[:3]) + (
        f" and {len(server.network) - 3} more" if len(server.network) > 3 else ""
    )
    parts = [networks, "port " + ports_text(server.port) if server.port else "", server.proto or ""]
    payload = f"payload of {len(server.payload)}" if server.payload else ""
    return " ".join(["server", *filter(None, [*parts, payload])])


def ports_text(ports: tuple[tuple[int, int], ...]) -> str:
    """Return port ranges as signature files write them."""
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ports)


def _why_not(indicator: Indicator, seen: frozenset[str]) -> str:
    if indicator.http is not None:
        return MORE_THAN_A_NAME
    if plain_server(indicator) is not None:
        return ADDRESSES
    if not has_names(indicator):
        return NOT_A_NAME
    if indicator.fields and not seen.intersection(indicator.fields):
        return OTHER_FIELDS
    return PORTS if indicator.port else ""

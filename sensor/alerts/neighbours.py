"""mDNS, LLMNR, Kerberos and flows in the shape of EVE. The first two are DNS messages on the wire, and have objects of their own.

mDNS has no place for an address in an answer there; it is left out, and the line's source is who claims the name.
"""

from typing import Any

import msgspec

from sensor.model.bodies import Dns, DnsRecord, Flow, Krb5

RCODES = {"NOERROR": 0, "FORMERR": 1, "SERVFAIL": 2, "NXDOMAIN": 3, "NOTIMP": 4, "REFUSED": 5}
"""RFC 1035 section 4.1.1; EVE writes it as a number here."""
TYPED = frozenset({"A", "AAAA", "CNAME", "MX", "NS", "PTR"})
"""Records whose data is text under the type's name."""


def mdns_body(message: Dns) -> dict[str, Any]:
    """Return the ``mdns`` object of *message* (RFC 6762)."""
    flags = (("aa", message.aa), ("tc", message.tc), ("rd", message.rd), ("ra", message.ra), ("z", message.z))
    body = _common(message, [name for name, is_set in flags if is_set])
    code = RCODES.get(message.rcode or "")
    if code is not None:
        body["rcode"] = code
    for section, records in (("answers", message.answers), ("additionals", message.additionals)):
        if records:
            body[section] = [_record(record, ("PTR",)) for record in records]
    return body


def llmnr_body(message: Dns) -> dict[str, Any]:
    """Return the ``llmnr`` object of *message*; the bits have other meanings there (RFC 4795 section 2.1.1)."""
    flags = (("c", message.aa), ("tc", message.tc), ("t", message.rd))
    body = _common(message, [name for name, is_set in flags if is_set])
    for section, records in (("answers", message.answers), ("additionals", message.additionals)):
        if records:
            body[section] = [
                _record(record, TYPED) | {"rrtype": record.rrtype} | ({} if record.ttl is None else {"ttl": record.ttl})
                for record in records
            ]
    return body


def krb5_body(request: Krb5) -> Krb5:
    """Return the ``krb5`` object: all but the machine's name, which EVE has no place for."""
    return msgspec.structs.replace(request, workstation=None)


def flow_body(flow: Flow) -> Flow:
    """Return the ``flow`` object: without first bytes and the name that DNS tells, which EVE has no place for there."""
    if flow.payload or flow.resolved:
        return msgspec.structs.replace(flow, payload=b"", from_server=False, resolved=None)
    return flow


def _common(message: Dns, flags: list[str]) -> dict[str, Any]:
    body: dict[str, Any] = {"type": message.type, "id": message.id}
    if flags:
        body["flags"] = flags
    if message.opcode is not None:
        body["opcode"] = message.opcode
    if message.queries:
        body["queries"] = message.queries
    return body


def _record(record: DnsRecord, typed: frozenset[str] | tuple[str, ...]) -> dict[str, Any]:
    shown: dict[str, Any] = {"rrname": record.rrname}
    if record.rdata is not None:
        if record.rrtype in typed:
            shown[record.rrtype.lower()] = record.rdata
        elif record.rrtype == "TXT":
            shown["txt"] = [record.rdata]
    return shown

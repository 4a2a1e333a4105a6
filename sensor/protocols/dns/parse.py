"""A DNS message as a value, for the few that somebody wants to see."""

import ipaddress

from sensor.model.bodies import Dns, DnsQuery, DnsRecord
from sensor.protocols.dns.consts import (
    HEADER_BYTES,
    MAX_QUESTIONS,
    MAX_RECORDS,
    RCODES,
    TYPE_A,
    TYPE_AAAA,
    TYPE_CNAME,
    TYPE_DNAME,
    TYPE_HTTPS,
    TYPE_MX,
    TYPE_NS,
    TYPE_PTR,
    TYPE_SRV,
    TYPE_SVCB,
    TYPE_TXT,
    TYPES,
)
from sensor.wire.name import Name, printable

NAME_TYPES = {
    TYPE_NS: 0,
    TYPE_CNAME: 0,
    TYPE_PTR: 0,
    TYPE_DNAME: 0,
    TYPE_MX: 2,
    TYPE_SRV: 6,
    TYPE_SVCB: 2,
    TYPE_HTTPS: 2,
}
"""Types whose data holds a name, and how many bytes stand before it."""


def parse_message(message: bytes, *, additional: bool = False) -> Dns | None:
    """Return the message, with its additional section where that is asked for.

    What follows a damaged place is left out. None where there is no header.
    """
    if len(message) < HEADER_BYTES:
        return None
    ident, flags, questions, answers, authorities, others = (
        int.from_bytes(message[at : at + 2]) for at in range(0, HEADER_BYTES, 2)
    )
    name = Name()
    queries, pos = parse_questions(message, name, min(questions, MAX_QUESTIONS))
    records, pos = parse_records(message, name, min(answers, MAX_RECORDS), pos)
    if additional:
        _, pos = parse_records(message, name, min(authorities, MAX_RECORDS), pos)
    response = bool(flags & 0x8000)
    rcode = flags & 0x0F
    return Dns(
        type="response" if response else "request",
        id=ident,
        flags=f"{flags:x}",
        opcode=flags >> 11 & 0x0F,
        rcode=RCODES.get(rcode, str(rcode)) if response else None,
        qr=response,
        aa=bool(flags & 0x0400),
        tc=bool(flags & 0x0200),
        rd=bool(flags & 0x0100),
        ra=bool(flags & 0x0080),
        z=bool(flags & 0x0040),
        queries=queries,
        answers=records,
        additionals=parse_records(message, name, min(others, MAX_RECORDS), pos)[0] if additional else (),
    )


def name_text(name: Name) -> str:
    """The text of a name that was read; the root is a dot."""
    return str(name) or "."


def type_text(number: int) -> str:
    """Mnemonic of a record type, or ``TYPE`` and its number (RFC 3597 section 5)."""
    return TYPES.get(number) or f"TYPE{number}"


def parse_questions(message: bytes, name: Name, count: int) -> tuple[tuple[DnsQuery, ...], int]:
    """Return the questions and the position behind them, -1 where one is damaged."""
    queries: list[DnsQuery] = []
    pos = HEADER_BYTES
    for _ in range(count):
        pos = name.read_dns(message, pos, 0, len(message))
        if pos < 0 or pos + 4 > len(message):
            return tuple(queries), -1
        queries.append(DnsQuery(name_text(name), type_text(int.from_bytes(message[pos : pos + 2]))))
        pos += 4
    return tuple(queries), pos


def parse_records(message: bytes, name: Name, count: int, pos: int) -> tuple[tuple[DnsRecord, ...], int]:
    """Return up to *count* records from *pos* on, as far as they are whole, and the position behind them.

    That is -1 where one is damaged; a *pos* of -1 gives no records.
    """
    records: list[DnsRecord] = []
    for _ in range(count if pos > 0 else 0):
        pos = name.read_dns(message, pos, 0, len(message))
        if pos < 0 or pos + 10 > len(message):
            return tuple(records), -1
        owner = name_text(name)
        kind = int.from_bytes(message[pos : pos + 2])
        ttl = int.from_bytes(message[pos + 4 : pos + 8])
        length = int.from_bytes(message[pos + 8 : pos + 10])
        pos += 10
        if pos + length > len(message):
            return tuple(records), -1
        records.append(DnsRecord(owner, type_text(kind), ttl, record_data(message, name, kind, pos, length)))
        pos += length
    return tuple(records), pos


def record_data(message: bytes, name: Name, kind: int, pos: int, length: int) -> str | None:
    """Return the data of a record as text where its type is one that names or addresses something."""
    if (kind == TYPE_A and length == 4) or (kind == TYPE_AAAA and length == 16):
        return str(ipaddress.ip_address(message[pos : pos + length]))
    if kind in NAME_TYPES and length > NAME_TYPES[kind]:
        if name.read_dns(message, pos + NAME_TYPES[kind], 0, len(message)) < 0:
            return None
        return name_text(name)
    if kind == TYPE_TXT and length:
        return printable(message[pos + 1 : pos + 1 + min(message[pos], length - 1)])
    return None

"""A message of the NetBIOS name service as a value."""

from typing import NamedTuple

from sensor.model.bodies import Nbns, NetbiosName
from sensor.protocols.nbns.consts import (
    ADDRESS_BYTES,
    ENTRY_BYTES,
    FLAG_BROADCAST,
    FLAG_GROUP,
    FLAG_RESPONSE,
    HEADER_BYTES,
    MAX_ADDRESSES,
    MAX_MESSAGE,
    MAX_NAMES,
    NAME_BYTES,
    OPCODES,
    TYPE_NB,
    TYPE_STATUS,
    TYPES,
)
from sensor.protocols.nbns.names import plain, read_name
from sensor.wire.mac import mac_text


class Record(NamedTuple):
    """A resource record whose name was read (RFC 1002 section 4.2.1.3)."""

    name: str
    suffix: str
    kind: int
    ttl: int
    data: bytes


def parse_message(message: bytes) -> Nbns | None:
    """Return the message, or None for what is none: it has one question or one record, and a registration both."""
    message = message[:MAX_MESSAGE]
    if len(message) < HEADER_BYTES:
        return None
    ident, flags, *counts = (int.from_bytes(message[at : at + 2]) for at in range(0, HEADER_BYTES, 2))
    opcode = OPCODES.get(flags >> 11 & 0x0F)
    if opcode is None or max(counts) > 1:
        return None
    question, record = sections(message, counts)
    named = record or question
    if named is None or named.kind not in TYPES:
        return None
    addresses, group = owners(record) if record is not None else ((), False)
    names, mac = table(record) if record is not None and record.kind == TYPE_STATUS else ((), None)
    response = bool(flags & FLAG_RESPONSE)
    return Nbns(
        type="response" if response else "request",
        id=ident,
        opcode=opcode,
        rrname=named.name,
        suffix=named.suffix,
        rrtype=TYPES[named.kind],
        rcode=flags & 0x0F if response else None,
        broadcast=bool(flags & FLAG_BROADCAST),
        ttl=record.ttl if record is not None else None,
        group=group,
        addresses=addresses,
        names=names,
        mac=mac,
    )


def sections(message: bytes, counts: list[int]) -> tuple[Record | None, Record | None]:
    """Return the question, as a record without data, and the one record of the sections behind it."""
    pos = HEADER_BYTES
    question = None
    if counts[0]:
        question, pos = read_record(message, pos, 4)
        if question is None:
            return None, None
    return question, read_record(message, pos, 10)[0] if any(counts[1:]) else None


def read_record(message: bytes, pos: int, fixed: int) -> tuple[Record | None, int]:
    """Return the record at *pos* and the position behind it; *fixed* bytes follow its name, 4 in a question."""
    name, suffix, pos = read_name(message, pos)
    if pos < 0 or pos + fixed > len(message):
        return None, -1
    kind = int.from_bytes(message[pos : pos + 2])
    if fixed == 4:
        return Record(name, suffix, kind, 0, b""), pos + fixed
    behind = pos + fixed + int.from_bytes(message[pos + 8 : pos + 10])
    ttl = int.from_bytes(message[pos + 4 : pos + 8])
    return Record(name, suffix, kind, ttl, message[pos + fixed : behind]), behind


def owners(record: Record) -> tuple[tuple[str, ...], bool]:
    """Return the addresses that a name has, and true where it belongs to a group."""
    if record.kind != TYPE_NB:
        return (), False
    ends = range(ADDRESS_BYTES, min(len(record.data), ADDRESS_BYTES * MAX_ADDRESSES) + 1, ADDRESS_BYTES)
    group = bool(int.from_bytes(record.data[:2]) & FLAG_GROUP)
    return tuple(".".join(map(str, record.data[end - 4 : end])) for end in ends), group


def table(record: Record) -> tuple[tuple[NetbiosName, ...], str | None]:
    """Return the names of a node and its hardware address (RFC 1002 section 4.2.18)."""
    count = record.data[0] if record.data else 0
    names = []
    for pos in range(1, 1 + min(count, MAX_NAMES) * ENTRY_BYTES, ENTRY_BYTES):
        entry = record.data[pos : pos + ENTRY_BYTES]
        if len(entry) < ENTRY_BYTES:
            break
        flags = int.from_bytes(entry[NAME_BYTES:])
        names.append(NetbiosName(*plain(entry[:NAME_BYTES]), bool(flags & FLAG_GROUP)))
    behind = 1 + count * ENTRY_BYTES
    return tuple(names), mac_text(record.data[behind : behind + 6])

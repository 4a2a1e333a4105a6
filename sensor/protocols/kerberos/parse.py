"""A request for a first ticket as a value: who logs on, and from which machine."""

from collections.abc import Iterator

from sensor.model.bodies import Krb5
from sensor.protocols.kerberos.consts import (
    ADDRESS_NETBIOS,
    AS_REQUEST,
    FIELD_ADDRESS,
    FIELD_ADDRESS_TYPE,
    FIELD_ADDRESSES,
    FIELD_BODY,
    FIELD_CLIENT,
    FIELD_NAMES,
    FIELD_REALM,
    FIELD_SERVER,
    GENERAL_STRING,
    LENGTH_BYTES,
    MAX_ELEMENTS,
    MAX_MESSAGE,
    OCTET_STRING,
    SEQUENCE,
)
from sensor.wire.name import printable


def parse_stream(data: bytes) -> Krb5 | None:
    """Return the first message of a TCP stream."""
    return parse_message(data[LENGTH_BYTES:])


def parse_message(message: bytes) -> Krb5 | None:
    """Return an AS-REQ, as far as it is whole, or None for any other message."""
    if not message or message[0] != AS_REQUEST:
        return None
    body = inside(inside(inside(message[:MAX_MESSAGE], AS_REQUEST), SEQUENCE), FIELD_BODY)
    fields = dict(elements(inside(body, SEQUENCE)))
    realm = printable(inside(fields.get(FIELD_REALM, b""), GENERAL_STRING))
    if not realm:
        return None
    return Krb5(
        msg_type="KRB_AS_REQ",
        cname=principal(fields.get(FIELD_CLIENT, b"")) or None,
        realm=realm,
        sname=principal(fields.get(FIELD_SERVER, b"")) or None,
        workstation=workstation(fields.get(FIELD_ADDRESSES, b"")) or None,
    )


def elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the elements in *data*; the last may be cut."""
    pos = 0
    for _ in range(MAX_ELEMENTS):
        if pos + 2 > len(data) or data[pos] & 0x1F == 0x1F:  # a tag of several bytes: Kerberos has none
            return
        tag, length, pos = data[pos], data[pos + 1], pos + 2
        if length & 0x80:
            size = length & 0x7F
            length = int.from_bytes(data[pos : pos + size])
            if not 1 <= size <= 4:
                return
            pos += size
        yield tag, data[pos : pos + length]
        pos += length


def inside(data: bytes, tag: int) -> bytes:
    """Return the content of the first element of *data*'s level with *tag*; nothing where there is none."""
    return next((content for found, content in elements(data) if found == tag), b"")


def principal(field: bytes) -> str:
    """Return a PrincipalName as text: its parts joined by slashes (section 5.2.2)."""
    names = inside(inside(inside(field, SEQUENCE), FIELD_NAMES), SEQUENCE)
    return "/".join(printable(name) for tag, name in elements(names) if tag == GENERAL_STRING)


def workstation(field: bytes) -> str:
    """Return the NetBIOS name among the addresses of the client (section 5.2.5), lower case."""
    for _, address in elements(inside(field, SEQUENCE)):
        parts = dict(elements(address))
        kind = inside(parts.get(FIELD_ADDRESS_TYPE, b""), 0x02)
        if int.from_bytes(kind[:4]) == ADDRESS_NETBIOS:
            raw = inside(parts.get(FIELD_ADDRESS, b""), OCTET_STRING)[:15]
            return printable(raw.rstrip(b" \0")).lower()
    return ""

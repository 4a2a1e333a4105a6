"""A DHCP message as a value."""

from sensor.model.bodies import Dhcp
from sensor.protocols.dhcp.consts import (
    CLIENT_FQDN,
    CLIENT_ID,
    COOKIE,
    END,
    FILE_FIELD,
    FIXED_BYTES,
    FQDN_FIXED_BYTES,
    FQDN_WIRE_FORM,
    HARDWARE_ETHERNET,
    HEAD_BYTES,
    HOST_NAME,
    LEASE_TIME,
    MAX_MESSAGE,
    MESSAGE_TYPE,
    NAME_FIELD,
    OVERLOAD,
    OVERLOAD_FILE,
    OVERLOAD_NAME,
    PAD,
    REPLY,
    REQUEST,
    REQUESTED_ADDRESS,
    TYPES,
    VENDOR_CLASS,
)
from sensor.wire.name import Name, printable

Options = dict[int, bytes]


def parse_message(message: bytes) -> Dhcp | None:
    """Return the message, with what stands before a damaged place; None for what is none."""
    message = message[:MAX_MESSAGE]
    if len(message) < HEAD_BYTES or message[0] not in (REQUEST, REPLY):
        return None
    found = options_of(message)
    kind = found.get(MESSAGE_TYPE, b"")
    lease = found.get(LEASE_TIME, b"")
    vendor = text(found.get(VENDOR_CLASS, b""))
    return Dhcp(
        type="request" if message[0] == REQUEST else "reply",
        id=int.from_bytes(message[4:8]),
        dhcp_type=TYPES.get(kind[0], "unknown") if kind else None,
        client_mac=message[28:34].hex(":") if (message[1], message[2]) == (HARDWARE_ETHERNET, 6) else None,
        assigned_ip=address(message[16:20]),
        client_ip=address(message[12:16]),
        requested_ip=address(found.get(REQUESTED_ADDRESS, b"")),
        relay_ip=address(message[24:28]),
        hostname=host_name(found.get(HOST_NAME, b"")) or full_name(found.get(CLIENT_FQDN, b"")) or None,
        client_id=found[CLIENT_ID][1:].hex(":") or None if CLIENT_ID in found else None,
        lease_time=int.from_bytes(lease) if len(lease) == 4 else None,
        vendor_class_identifier=vendor or None,
    )


def options_of(message: bytes) -> Options:
    """Return the options, those in overloaded fields included (RFC 2131 section 4.1).

    The parts of one that is repeated belong together (RFC 3396).
    """
    found: Options = {}
    if message[FIXED_BYTES : FIXED_BYTES + 4] != COOKIE:
        return found
    add_options(found, message[FIXED_BYTES + 4 :])
    overload = found.get(OVERLOAD, b"\0")[:1] or b"\0"
    if overload[0] & OVERLOAD_FILE:
        add_options(found, message[FILE_FIELD])
    if overload[0] & OVERLOAD_NAME:
        add_options(found, message[NAME_FIELD])
    return found


def add_options(found: Options, area: bytes) -> None:
    """Add the options in *area* to *found*, as far as they are whole (RFC 2132 section 2)."""
    pos = 0
    while pos + 1 < len(area) and area[pos] != END:
        if area[pos] == PAD:
            pos += 1
            continue
        behind = pos + 2 + area[pos + 1]
        if behind > len(area):
            break
        found[area[pos]] = found.get(area[pos], b"") + area[pos + 2 : behind]
        pos = behind


def text(raw: bytes) -> str:
    """Return an option's text; some clients end it with a zero byte, which RFC 2132 section 2 tells them not to."""
    return printable(raw.rstrip(b"\0"))


def host_name(raw: bytes) -> str:
    """Return a name in text as names are written here: lower case, without a dot at its end."""
    return text(raw).rstrip(".").lower()


def full_name(raw: bytes) -> str:
    """Return the name in the client FQDN option (RFC 4702 section 2)."""
    if not raw or not raw[0] & FQDN_WIRE_FORM:
        return host_name(raw[FQDN_FIXED_BYTES:])
    name = Name()
    labels = raw[FQDN_FIXED_BYTES:]
    # A partial name ends without the root label.
    return str(name) if name.read_dns(labels + b"\0", 0, 0, len(labels) + 1) > 0 else ""


def address(raw: bytes) -> str | None:
    """Text of an IPv4 address; None for another number of bytes, and for 0.0.0.0: the client has none."""
    return ".".join(map(str, raw)) if len(raw) == 4 and any(raw) else None

"""``server`` of an indicator: networks, ports, and what stands in the first bytes; nodes → `ServerCondition`."""

import ipaddress
import re

from sensor.model.signature import PayloadCondition, ServerCondition
from sensor.signatures import schema
from sensor.signatures.anchors import anchor_of
from sensor.signatures.limits import MAX_PAYLOAD, MAX_PAYLOAD_CONDITIONS, MAX_PAYLOAD_DATA, MIN_PAYLOAD_ANCHOR
from sensor.signatures.nodes import Mapping, Node
from sensor.signatures.reader import Reader

_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?)*[0-9a-fA-F]{2}")
_RANGE = re.compile(r"([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?")


def read_server(reader: Reader, parent: Mapping) -> ServerCondition | None:
    """Return the condition at ``server``; None when there is none. Problems go to *reader*."""
    mapping = reader.mapping(reader.value(parent, "server"), "server", schema.SERVER)
    if mapping is None:
        return None
    condition = ServerCondition(
        network=reader.checked(mapping, "network", network, single=True),
        port=read_ports(reader, mapping),
        proto=reader.choice(mapping, "proto", schema.PROTOCOLS) if "proto" in mapping.items else None,
        payload=_read_payload(reader, mapping),
        sender=reader.choice(mapping, "from", schema.SENDERS) if "from" in mapping.items else "client",
    )
    _check_whole(reader, mapping, condition)
    return condition


def read_ports(reader: Reader, mapping: Mapping) -> tuple[tuple[int, int], ...]:
    """Return the port ranges at ``port``."""
    found = []
    for node in reader.items(mapping, "port", single=True):
        text = reader.scalar(node, "port")
        if text:
            found.append(reader.tried(node, "port", text, port_range))
    return tuple(found)


def port_range(text: str) -> tuple[int, int]:
    """Return ``443`` or ``23100-23199`` as an inclusive range. Raises ValueError."""
    low, dash, high = text.partition("-")
    ends = (low.strip(), (high if dash else low).strip())
    if not all(end.isascii() and end.isdigit() and len(end) <= 5 for end in ends):
        raise ValueError(f'{text!r} is no port; write 443 or "23100-23199"')
    first, last = int(ends[0]), int(ends[1])
    if not 0 < first <= last <= 65535:
        raise ValueError(f"{text!r}: ports run upwards from 1 to 65535")
    return first, last


def network(text: str) -> str:
    """Return a CIDR block in normal form. Raises ValueError, with the block that contains a host address."""
    try:
        return str(ipaddress.ip_network(text))
    except ValueError:
        pass
    try:
        meant = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise ValueError(f"{text!r} is no network; write it as 192.0.2.0/24 or 2001:db8::/32") from None
    raise ValueError(f"{text!r} has bits set to the right of its length; did you mean {meant}?")


def offset_range(text: str) -> tuple[int, int]:
    """Return ``4`` or ``0-512`` as the first and last offset at which bytes may begin. Raises ValueError."""
    found = _RANGE.fullmatch(text.strip())
    if not found:
        raise ValueError(f'{text!r} is no offset; write 4, or "0-512" to look for it there')
    first, last = int(found[1]), int(found[2] or found[1])
    if not first <= last < MAX_PAYLOAD:
        raise ValueError(f"{text!r}: offsets run upwards from 0 to {MAX_PAYLOAD - 1}, the first full segment")
    return first, last


def hexadecimal(text: str) -> str:
    """Return ``16 03:01`` as hexadecimal digits without blanks, lower case. Raises ValueError."""
    if not _HEX.fullmatch(text):
        raise ValueError(f'{text!r} are no bytes; write two hexadecimal digits for each, as in "16 03 01"')
    return text.replace(" ", "").replace(":", "").lower()


def text_bytes(text: str) -> str:
    """Return ASCII *text* as hexadecimal digits. Raises ValueError for other characters, which have several encodings."""
    if not text.isascii():
        raise ValueError(f"{text!r} is not ASCII: write its bytes, in hexadecimal digits")
    return text.encode().hex()


def _read_payload(reader: Reader, parent: Mapping) -> tuple[PayloadCondition, ...]:
    found = [
        condition
        for node in reader.items(parent, "payload")
        if (condition := _read_condition(reader, node)) is not None
    ]
    if len(found) > MAX_PAYLOAD_CONDITIONS:
        reader.note(parent.items["payload"][0], f"payload: more than {MAX_PAYLOAD_CONDITIONS} conditions")
    return tuple(found)


def _read_condition(reader: Reader, node: Node) -> PayloadCondition | None:
    mapping = reader.mapping(node, "payload", schema.PAYLOAD)
    if mapping is None:
        return None
    given = [key for key in ("bytes", "text") if key in mapping.items]
    if len(given) != 1:
        reader.note(mapping, "a payload condition has exactly one of bytes, text")
        return None
    value = reader.value(mapping, given[0])
    place = _read_place(reader, mapping)
    if value is None or place is None or not reader.scalar(value, given[0]):
        return None
    # As it stands in the file: blanks around a text are part of what is looked for.
    data = reader.tried(value, given[0], getattr(value, "text", ""), hexadecimal if "bytes" in given else text_bytes)
    size = len(data) // 2
    if size > MAX_PAYLOAD_DATA:
        reader.note(value, f"{given[0]}: more than {MAX_PAYLOAD_DATA} bytes")
    if place[1] + size > MAX_PAYLOAD:
        reader.note(mapping, f"payload: ends behind byte {MAX_PAYLOAD}; only the first segment is looked at")
    return PayloadCondition(place, data)


def _read_place(reader: Reader, mapping: Mapping) -> tuple[int, int] | None:
    node = reader.value(mapping, "at")
    text = reader.scalar(node, "at")
    if node is None or not text:
        return (0, 0)
    try:
        return offset_range(text)
    except ValueError as error:
        reader.note(node, f"at: {error}")
        return None


def _check_whole(reader: Reader, mapping: Mapping, condition: ServerCondition) -> None:
    """Note what single keys cannot show."""
    if "from" in mapping.items and "payload" not in mapping.items:
        reader.note(mapping.items["from"][0], "from says whose bytes payload means; there is no payload")
    if "network" in mapping.items or "port" in mapping.items:
        return
    if "payload" not in mapping.items:
        reader.note(mapping, "server: a network or a port is wanted")
    elif condition.proto != "udp" or anchor_of(condition) is None:
        hint = f"without them: proto udp, and at least {MIN_PAYLOAD_ANCHOR} bytes at offset 0"
        reader.note(mapping, "server: a network or a port is wanted with payload", hint)

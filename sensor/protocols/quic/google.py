"""Google's own handshake before TLS: the CHLO message, a table of tagged values (QUIC Crypto, "Handshake messages")."""

from sensor.model.bodies import Quic
from sensor.protocols.quic.consts import MAX_AGENT, MAX_TAGS
from sensor.protocols.quic.version import version_text
from sensor.wire.name import Name, printable

CHLO = b"CHLO"
TAG_NAME = b"SNI\0"
TAG_AGENT = b"UAID"
HEAD = 8
"""Tag, 16 bits count, 16 bits padding; little-endian, as all of it."""


def find_chlo(message: bytes) -> int:
    """Return where the CHLO begins in a packet of a clear version, or -1.

    It is searched and not parsed for: header, hash and frames differ with each version, and a client sends its whole
    message in the one packet.
    """
    return message.find(CHLO)


def clear_id(message: bytes) -> bytes:
    """The connection id in a client's packet of a clear version: 8 bytes, behind the flags or behind the version."""
    return message[6:14] if message[0] & 0x80 else message[1:9]


def chlo_size(message: bytes) -> int:
    """Return the size of the CHLO that begins *message*: 0 where that is not known yet, -1 where it is none."""
    if len(message) < HEAD:
        return 0 if CHLO.startswith(message[:4]) else -1
    count = int.from_bytes(message[4:6], "little")
    if not message.startswith(CHLO) or not 0 < count <= MAX_TAGS:
        return -1
    first = HEAD + 8 * count
    return first + int.from_bytes(message[first - 4 : first], "little") if len(message) >= first else 0


def chlo_values(message: bytes, pos: int) -> dict[bytes, bytes] | None:
    """Return the values of the CHLO at *pos* by their tags, as far as they are there; None where it is none, or *pos* is -1."""
    if pos < 0:
        return None
    count = int.from_bytes(message[pos + 4 : pos + 6], "little")
    first = pos + HEAD + 8 * count
    if message[pos : pos + 4] != CHLO or not 0 < count <= MAX_TAGS or first > len(message):
        return None
    values = {}
    start = first
    for entry in range(pos + HEAD, first, 8):
        stop = first + int.from_bytes(message[entry + 4 : entry + 8], "little")
        if stop < start:
            return None
        if stop > len(message):
            break
        values[message[entry : entry + 4]] = message[start:stop]
        start = stop
    return values


def parse_chlo(version: int, values: dict[bytes, bytes]) -> Quic:
    """Return what a CHLO says."""
    raw = values.get(TAG_NAME, b"")
    name = Name()
    agent = values.get(TAG_AGENT)
    return Quic(
        version=version_text(version),
        sni=str(name) if name.read_text(raw, 0, len(raw)) > 0 else None,
        ua=printable(agent[:MAX_AGENT]) if agent else None,
    )

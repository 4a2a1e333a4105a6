"""NetBIOS names on the wire (RFC 1001 section 14, RFC 1002 section 4.1)."""

from sensor.protocols.nbns.consts import ENCODED_BYTES, MAX_LABEL, MAX_POINTERS, MAX_WIRE, NAME_BYTES
from sensor.wire.name import printable

FIRST_LETTER = 0x41
"""``A`` stands for the half byte 0, ``P`` for 15."""


def read_name(message: bytes, pos: int) -> tuple[str, str, int]:
    """Return name, suffix and the position behind the name at *pos*, which is -1 for what is no NetBIOS name.

    The scope behind the name is stepped over: hardly any network has one.
    """
    after = -1
    for _ in range(MAX_POINTERS):
        if pos + 2 > len(message) or message[pos] < 0xC0:
            break
        after = pos + 2 if after < 0 else after
        pos = (message[pos] & 0x3F) << 8 | message[pos + 1]
    encoded = message[pos + 1 : pos + 1 + ENCODED_BYTES]
    if message[pos : pos + 1] != bytes([ENCODED_BYTES]) or len(encoded) < ENCODED_BYTES:
        return "", "", -1
    halves = [letter - FIRST_LETTER for letter in encoded]
    if min(halves) < 0 or max(halves) > 15:
        return "", "", -1
    raw = bytes(halves[at] << 4 | halves[at + 1] for at in range(0, ENCODED_BYTES, 2))
    behind = after if after >= 0 else skip_scope(message, pos + 1 + ENCODED_BYTES, pos + MAX_WIRE)
    return *plain(raw), behind


def skip_scope(message: bytes, pos: int, limit: int) -> int:
    """Return the position behind the labels at *pos*, -1 where they do not end before *limit*."""
    while pos < min(len(message), limit):
        size = message[pos]
        if size == 0:
            return pos + 1
        if size > MAX_LABEL:
            return pos + 2 if size >= 0xC0 else -1
        pos += size + 1
    return -1


def plain(raw: bytes) -> tuple[str, str]:
    """Return the name in 16 bytes, lower case and without its padding, and its suffix as two hexadecimal digits."""
    return printable(raw[: NAME_BYTES - 1].rstrip(b" \0")).lower(), f"{raw[NAME_BYTES - 1]:02x}"

"""Name: room for one host name in the normal form that everything else uses.

Lower case, without a trailing dot, bytes outside printable ASCII as ``\\xNN``. A dot or backslash *inside* a DNS label is
written that way too, so that the text says exactly where the labels end.
"""

from sensor.wire.buffer import Buffer

MAX_TEXT = 1024
"""A DNS name has at most 255 bytes (RFC 1035 section 2.3.4), each of which may need four characters."""
MAX_WIRE = 255
MAX_POINTERS = 32
"""Compression pointers followed in one name; real names need a few. They may lead forward too: resolvers differ in what
they take, so a name must not hide from us behind a rule that its reader does not keep."""

NAME_CUT = -1
"""The bytes end before the name does."""
NAME_BAD = -2
"""No name: a reserved label type, pointers in a circle, too long."""

HEX = b"0123456789abcdef"
DOT = 0x2E
BACKSLASH = 0x5C
_PLAIN_BYTES = b"-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
"""How host names look."""
_LOWERED = bytes(byte if byte in _PLAIN_BYTES else 0 for byte in range(256)).lower()
LOWERED = _LOWERED
"""The lower case of each plain byte, 0 for any other. Compiled, a pointer to the former: a byte never leads outside."""


class Name:
    """One name; ``text[:length]`` is valid after a read that did not fail. Refilled, never kept."""

    def __init__(self) -> None:
        self.text: bytearray | memoryview = bytearray(MAX_TEXT)
        self.length = 0
        self.plain = False
        """True when only letters, digits, hyphen, underscore and dots occur: how host names look."""

    def put(self, byte: int, in_label: int) -> None:
        """Append one byte in normal form."""
        at = self.length
        if LOWERED[byte]:
            self.text[at] = LOWERED[byte]
            self.length = at + 1
        elif 0x21 <= byte <= 0x7E and byte != BACKSLASH and not (in_label and byte == DOT):
            self.text[at] = byte
            self.length = at + 1
            if byte != DOT:
                self.plain = False
        else:
            self.text[at] = BACKSLASH
            self.text[at + 1] = 0x78
            self.text[at + 2] = HEX[byte >> 4]
            self.text[at + 3] = HEX[byte & 0x0F]
            self.length = at + 4
            self.plain = False

    def put_all(self, data: Buffer, pos: int, end: int, in_label: int) -> int:
        """Append ``data[pos:end]``."""
        length = self.length
        for at in range(pos, end):
            byte = LOWERED[data[at]]
            if byte:
                self.text[length] = byte
                length += 1
            else:
                self.length = length
                self.put(data[at], in_label)
                length = self.length
        self.length = length
        return 0

    def read_dns(self, data: Buffer, pos: int, start: int, end: int) -> int:
        """Read a name at *pos* of the message ``data[start:end]``, following compression (RFC 1035 section 4.1.4).

        Return the position behind it, NAME_CUT or NAME_BAD. The root is an empty text.
        """
        self.length = 0
        self.plain = True
        after = -1
        wire = 0
        pointers = 0
        while True:
            if pos >= end:
                return NAME_CUT
            size = data[pos]
            if size == 0:
                return after if after >= 0 else pos + 1
            if size >= 0xC0:
                if pos + 2 > end:
                    return NAME_CUT
                target = start + ((size & 0x3F) << 8 | data[pos + 1])
                pointers += 1
                if target >= end or pointers > MAX_POINTERS:
                    return NAME_BAD
                if after < 0:
                    after = pos + 2
                pos = target
                continue
            wire += size + 1
            if size > 63 or wire >= MAX_WIRE:
                return NAME_BAD
            pos += 1
            if pos + size > end:
                return NAME_CUT
            if self.length:
                self.text[self.length] = DOT
                self.length += 1
            self.put_all(data, pos, pos + size, 1)
            pos += size

    def read_text(self, data: Buffer, pos: int, end: int) -> int:
        """Read ``data[pos:end]`` as a host name in text (SNI, Host); return its length, or NAME_BAD past 255 bytes."""
        self.length = 0
        self.plain = True
        while end > pos and data[end - 1] == DOT:
            end -= 1
        if end - pos > MAX_WIRE:
            return NAME_BAD
        self.put_all(data, pos, end, 0)
        return self.length

    def __str__(self) -> str:
        return bytes(self.text[: self.length]).decode("ascii")


def printable(raw: bytes) -> str:
    """Return text from the wire with every byte outside printable ASCII (and backslash) as ``\\xNN``."""
    if raw.isascii() and BACKSLASH not in raw:
        text = raw.decode("ascii")
        if text.isprintable():
            return text
    return "".join(chr(byte) if 0x20 <= byte <= 0x7E and byte != BACKSLASH else f"\\x{byte:02x}" for byte in raw)
